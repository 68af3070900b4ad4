package dev.waybill.verifier.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;

/**
 * A handler's effects: numbers of messages. One that {@link #add} returned for survives a SIGKILL.
 */
final class EffectFile implements AutoCloseable {
  private final FileChannel out;

  private EffectFile(FileChannel out) {
    this.out = out;
  }

  static EffectFile create(Path file) throws IOException {
    return new EffectFile(
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE));
  }

  void add(long message) {
    ByteBuffer bytes = ByteBuffer.allocate(Long.BYTES).putLong(message).flip();
    try {
      while (bytes.hasRemaining()) {
        out.write(bytes);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("an effect was not written", e);
    }
  }

  /** Counts the effects in a file by message; half of one that a death tore is none. */
  static void count(Path file, Map<Long, Long> counts) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file));
    while (bytes.remaining() >= Long.BYTES) {
      counts.merge(bytes.getLong(), 1L, Long::sum);
    }
  }

  @Override
  public void close() throws IOException {
    out.close();
  }
}
