package dev.waybill.orders.pipeline;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.Closeable;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.file.Path;

/**
 * Appends lines to a file, each by one write: a line whose append returned survives the death of
 * the process, though not a power failure. Thread-safe.
 *
 * <p>A line is its text and its line feed: opening cuts off a last line without one, which a killed
 * process never finished.
 */
public final class LineFile implements Closeable {

  // A stream, no FileChannel: the interrupt of a handler must not close it under the others.
  private final OutputStream out;

  private LineFile(OutputStream out) {
    this.out = out;
  }

  public static LineFile open(Path path) throws IOException {
    cutUnfinishedLine(path);
    return new LineFile(new FileOutputStream(path.toFile(), true));
  }

  private static void cutUnfinishedLine(Path path) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
      long end = file.length();
      while (end > 0) {
        file.seek(end - 1);
        if (file.read() == '\n') {
          break;
        }
        end--;
      }
      file.setLength(end);
    }
  }

  /** Appends the parts, with a tab between each two, as one line. */
  public void append(Object... parts) throws IOException {
    StringBuilder line = new StringBuilder();
    for (Object part : parts) {
      line.append(line.isEmpty() ? "" : "\t").append(part);
    }
    byte[] bytes = line.append('\n').toString().getBytes(UTF_8);
    synchronized (this) {
      out.write(bytes);
    }
  }

  @Override
  public void close() throws IOException {
    out.close();
  }
}
