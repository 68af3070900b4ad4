package dev.waybill.verifier.process;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.waybill.verifier.history.Event;
import dev.waybill.verifier.history.Recorded;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What one process saw, in the order in which it saw it; each event is with the operating system
 * before {@link #add} returns, so that a SIGKILL loses none.
 *
 * <p>Instead of milliseconds a line has the nanoseconds of the machine's monotonic clock, which all
 * its processes share: by them the files are merged. An event that says that something is about to
 * be done is added before, one that says that it was is added after; so the merged order contains
 * the true one. Thread-safe.
 */
final class EventFile implements AutoCloseable {
  private final FileChannel out;
  private final Map<String, Long> faults = new TreeMap<>();
  private long next;

  private EventFile(FileChannel out) {
    this.out = out;
  }

  /** Begins a new file. */
  static EventFile create(Path file) throws IOException {
    return new EventFile(
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE));
  }

  synchronized void add(Event event) {
    String line = EventLines.of(new Recorded(next++, System.nanoTime(), event)) + "\n";
    ByteBuffer bytes = ByteBuffer.wrap(line.getBytes(UTF_8));
    try {
      while (bytes.hasRemaining()) {
        out.write(bytes);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("an event was not recorded: the history has a hole", e);
    }
    if (event instanceof Event.FaultInjected fault) {
      faults.merge(fault.fault(), 1L, Long::sum);
    }
  }

  /** How often each fault stands in this file, by name. A copy. */
  synchronized Map<String, Long> faults() {
    return new TreeMap<>(faults);
  }

  /** What is in a file, up to a last line that a death may have torn. */
  static List<Recorded> read(Path file) throws IOException {
    List<Recorded> events = new ArrayList<>();
    String text = Files.readString(file, UTF_8);
    int from = 0;
    for (int end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', from)) {
      events.add(EventLines.parse(text.substring(from, end)));
      from = end + 1;
    }
    return events;
  }

  @Override
  public void close() throws IOException {
    out.close();
  }
}
