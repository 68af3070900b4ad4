package dev.waybill.orders.demo;

import dev.waybill.orders.pipeline.LineFile;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;

/** Writes {@code run.log}; the package {@code dev.waybill.orders.audit} says what it means. */
final class ChronicleWriter implements Closeable {

  private final LineFile file;
  private final InstantSource clock;

  private ChronicleWriter(LineFile file, InstantSource clock) {
    this.file = file;
    this.clock = clock;
  }

  static ChronicleWriter open(Path path, InstantSource clock) throws IOException {
    return new ChronicleWriter(LineFile.open(path), clock);
  }

  void begun(DemoOptions options, String books) throws IOException {
    write("begun", options.orders(), options.kills(), options.seed(), books);
  }

  void starting(int run) throws IOException {
    write("starting", run);
  }

  void opened(int run) throws IOException {
    write("opened", run);
  }

  void resumed(long lastOrder) throws IOException {
    write("resumed", lastOrder);
  }

  void acknowledged(long first, long last) throws IOException {
    write("acknowledged", first, last);
  }

  void killed(int run, boolean hit, String where, String order) throws IOException {
    write("killed", run, hit ? "hit" : "missed", where, order.isEmpty() ? "-" : order);
  }

  /** Something that the pipeline stands on was struck; its life goes on. */
  void struck(int run, boolean hit, String where, String order) throws IOException {
    write("struck", run, hit ? "hit" : "missed", where, order.isEmpty() ? "-" : order);
  }

  void stopped(int run) throws IOException {
    write("stopped", run);
  }

  void woken(int run) throws IOException {
    write("woken", run);
  }

  void drained(int run) throws IOException {
    write("drained", run);
  }

  private void write(Object... parts) throws IOException {
    Object[] line = new Object[parts.length + 1];
    line[0] = clock.millis();
    System.arraycopy(parts, 0, line, 1, parts.length);
    file.append(line);
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
