package dev.waybill.verifier.process;

import dev.waybill.verifier.history.HistoryWriter;
import dev.waybill.verifier.history.Promises;
import dev.waybill.verifier.history.Recorded;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/** The files of all processes as one history, in one order. */
final class MergedHistory {
  static final String SUFFIX = ".events.jsonl";
  private static final long NANOS_PER_MILLI = 1_000_000;

  private MergedHistory() {}

  /** Merges what is in a directory, by the clock that the machine's processes share. */
  static List<Recorded> of(Path directory) throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.list(directory)) {
      files = all.filter(each -> each.toString().endsWith(SUFFIX)).sorted().toList();
    }
    List<Recorded> events = new ArrayList<>();
    for (Path each : files) {
      events.addAll(EventFile.read(each));
    }
    // Stable: equal times keep the order of their file.
    events.sort(Comparator.comparingLong(Recorded::millis));
    List<Recorded> history = new ArrayList<>(events.size());
    long begin = events.isEmpty() ? 0 : events.get(0).millis();
    for (Recorded each : events) {
      long millis = (each.millis() - begin) / NANOS_PER_MILLI;
      history.add(new Recorded(history.size(), millis, each.event()));
    }
    return history;
  }

  /** Writes it: the promises, then one event a line. */
  static void write(Path file, Promises promises, List<Recorded> history) throws IOException {
    AtomicLong millis = new AtomicLong();
    try (HistoryWriter out = new HistoryWriter(file, promises, millis::get)) {
      for (Recorded each : history) {
        millis.set(each.millis());
        out.add(each.event());
      }
    }
  }
}
