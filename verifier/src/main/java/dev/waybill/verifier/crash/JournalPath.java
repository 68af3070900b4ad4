package dev.waybill.verifier.crash;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.waybill.log.journal.RecordFile;
import dev.waybill.log.storage.Storage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** The journal's file: append, write, sync, replace, and the life after a reopening. */
final class JournalPath implements WritePath {
  static final String FILE = "journal";
  private static final int LONG_ENTRY = 1_100;

  private final int pending;

  /**
   * @param pending how many writes wait for one sync
   */
  JournalPath(int pending) {
    this.pending = pending;
  }

  @Override
  public String name() {
    return "journal, " + pending + " writes a sync";
  }

  @Override
  public void write(Storage disk, Ledger ledger) throws IOException {
    ledger.dense(FILE);
    Session session = new Session(ledger);
    try (RecordFile file = RecordFile.open(disk, FILE, entry -> {}).file()) {
      session.append(file, "first");
      session.sync(file);
      for (int i = 0; i < pending; i++) {
        session.append(file, "waits");
        file.write();
      }
      session.sync(file);
      session.append(file, "long".repeat(LONG_ENTRY / 4));
      session.append(file, "behind it");
      session.sync(file);
      session.replace(file);
      session.append(file, "after the replacement");
      file.write();
      session.append(file, "never synced");
      file.write();
    }
    // The next process finds what the page cache holds, and goes on behind it.
    try (RecordFile file = RecordFile.open(disk, FILE, entry -> {}).file()) {
      session.acknowledgeAll();
      session.append(file, "second life");
      session.sync(file);
      session.replace(file);
    }
  }

  @Override
  public Contents recover(Storage disk) throws IOException {
    TreeMap<Long, String> entries = new TreeMap<>();
    RecordFile.open(
            disk, FILE, entry -> entries.put((long) entries.size(), UTF_8.decode(entry).toString()))
        .file()
        .close();
    TreeMap<String, SortedMap<Long, String>> places = new TreeMap<>();
    places.put(FILE, entries);
    return new Contents(places, new TreeMap<>());
  }

  /** What the file holds, as far as was attempted. */
  private static final class Session {
    private final Ledger ledger;
    private List<String> entries = new ArrayList<>();
    private int number;

    Session(Ledger ledger) {
      this.ledger = ledger;
    }

    void append(RecordFile file, String text) throws IOException {
      String entry = "entry " + number++ + " " + text;
      ledger.attempt(FILE, entries.size(), entry);
      entries.add(entry);
      file.append(ByteBuffer.wrap(entry.getBytes(UTF_8)));
    }

    void sync(RecordFile file) throws IOException {
      file.sync();
      ledger.acknowledgedAll(FILE);
    }

    void acknowledgeAll() {
      ledger.acknowledgedAll(FILE);
    }

    void replace(RecordFile file) throws IOException {
      List<String> replacement = List.of("snapshot " + number++, "of " + number++);
      for (int i = 0; i < replacement.size(); i++) {
        ledger.attempt(FILE, i, replacement.get(i));
      }
      ledger.swapping(entries, replacement);
      file.replaceWith(
          replacement.stream().map(each -> ByteBuffer.wrap(each.getBytes(UTF_8))).toList());
      ledger.swapped();
      entries = new ArrayList<>(replacement);
    }
  }
}
