package dev.waybill.verifier.crash;

import dev.waybill.log.LogSettings;
import dev.waybill.log.storage.Storage;
import java.io.IOException;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** A partition log and one thing that is done with it. */
final class LogPath implements WritePath {
  private static final LogSettings SMALL_SEGMENTS =
      LogSettings.defaults().withSegmentBytes(260).withIndexIntervalBytes(60);
  private static final LogSettings ONE_SEGMENT = LogSettings.defaults().withIndexIntervalBytes(60);
  private static final String LONG = "long ".repeat(150);

  /** What is done. */
  interface Script {
    void play(LogSession log) throws IOException;
  }

  private final String name;
  private final LogSettings settings;
  private final boolean dense;
  private final Script script;

  private LogPath(String name, LogSettings settings, boolean dense, Script script) {
    this.name = name;
    this.settings = settings;
    this.dense = dense;
    this.script = script;
  }

  /** Every way in which the log writes. */
  static List<WritePath> all() {
    return List.of(append(), roll(), checkpoint(), retention(), truncation(), compaction());
  }

  static LogPath append() {
    return new LogPath(
        "log: append, sync",
        ONE_SEGMENT,
        true,
        log -> {
          log.append("a");
          log.append("b", "c");
          log.sync();
          log.append("d");
          log.append(LONG);
          log.append("behind the long one");
          log.sync();
          for (int i = 0; i < 6; i++) {
            log.append("waits");
          }
          log.sync();
          log.append("never synced");
          log.dieAndReopen();
          log.append("second life");
          log.sync();
          log.append("last");
        });
  }

  static LogPath roll() {
    return new LogPath(
        "log: roll",
        SMALL_SEGMENTS,
        true,
        log -> {
          for (int i = 0; i < 4; i++) {
            log.append("to roll", "x".repeat(40));
          }
          log.sync();
          log.append("synced before the roll", "y".repeat(60));
          log.sync();
          log.append("rolls", "z".repeat(60));
          log.append("and on");
          log.sync();
          log.append("never synced", "y".repeat(90));
          log.append("rolls, never synced", "y".repeat(90));
          log.dieAndReopen();
          log.append("second life");
          log.sync();
        });
  }

  static LogPath checkpoint() {
    return new LogPath(
        "log: checkpoint, close",
        SMALL_SEGMENTS,
        true,
        log -> {
          log.append("a");
          log.checkpoint();
          log.append("b");
          log.append("c", "x".repeat(100));
          log.append("d", "x".repeat(100));
          log.checkpoint();
          log.append("e");
          log.closeAndReopen();
          log.append("f");
          log.sync();
          log.append("g");
        });
  }

  static LogPath retention() {
    return new LogPath(
        "log: retention",
        SMALL_SEGMENTS,
        true,
        log -> {
          for (int i = 0; i < 5; i++) {
            log.append("old", "x".repeat(40));
          }
          log.sync();
          log.deleteBefore(3);
          log.append("new");
          log.deleteBefore(8);
          log.append("newer");
          log.sync();
          log.deleteBefore(12);
          log.append("newest");
          log.sync();
        });
  }

  static LogPath truncation() {
    return new LogPath(
        "log: truncation",
        SMALL_SEGMENTS,
        true,
        log -> {
          for (int i = 0; i < 5; i++) {
            log.append("kept or cut", "x".repeat(40));
          }
          log.checkpoint();
          log.truncateTo(8);
          log.append("instead");
          log.sync();
          log.truncateTo(2);
          log.append("instead again");
          log.sync();
          log.append("last");
        });
  }

  static LogPath compaction() {
    return new LogPath(
        "log: compaction swap",
        SMALL_SEGMENTS,
        false,
        log -> {
          for (int i = 0; i < 6; i++) {
            log.appendKeyed("k" + i % 2, "of key " + i % 2);
          }
          log.compact();
          for (int i = 0; i < 4; i++) {
            log.appendKeyed("k" + i % 3, "again of key " + i % 3);
          }
          log.sync();
          log.compact();
          log.appendKeyed("k0", "last");
          log.sync();
        });
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public void write(Storage disk, Ledger ledger) throws IOException {
    if (dense) {
      ledger.dense(LogSession.DIRECTORY);
    }
    LogSession session = new LogSession(disk, settings, ledger);
    script.play(session);
    session.end();
  }

  @Override
  public Contents recover(Storage disk) throws IOException {
    TreeMap<String, SortedMap<Long, String>> places = new TreeMap<>();
    places.put(LogSession.DIRECTORY, LogContents.recover(disk, LogSession.DIRECTORY, settings));
    return new Contents(places, new TreeMap<>());
  }
}
