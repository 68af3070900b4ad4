package dev.waybill.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.List;

/** What is logged while it is open; the log's own place gets it too. One at a time. */
public final class LogLines implements AutoCloseable {
  private final PrintStream before = System.err;
  private final ByteArrayOutputStream kept = new ByteArrayOutputStream();

  public LogLines() {
    System.setErr(new PrintStream(new Both(), true, UTF_8));
  }

  public List<String> all() {
    return kept.toString(UTF_8).lines().toList();
  }

  public List<String> with(String... words) {
    return all().stream().filter(line -> List.of(words).stream().allMatch(line::contains)).toList();
  }

  @Override
  public void close() {
    System.setErr(before);
  }

  private final class Both extends OutputStream {
    @Override
    public void write(int one) {
      kept.write(one);
      before.write(one);
    }

    @Override
    public void write(byte[] bytes, int from, int length) {
      kept.write(bytes, from, length);
      before.write(bytes, from, length);
    }
  }
}
