package dev.waybill.cli.command;

import dev.waybill.cli.terminal.CommandException;
import dev.waybill.cli.terminal.ExitCode;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Lines of bytes from a stream, whatever their encoding; memory is bounded by the longest line. */
final class LineSource {

  private static final int BUFFER_BYTES = 256 * 1024;
  private static final int MAX_LINE_BYTES = 64 * 1024 * 1024;

  private final InputStream in;
  private final byte[] buffer = new byte[BUFFER_BYTES];
  private int position;
  private int limit;
  private long number;
  private long filledBytes;

  LineSource(InputStream in) {
    this.in = in;
  }

  /** The next line without its line feed, or null at the end. A last line needs no line feed. */
  byte @Nullable [] next() throws IOException {
    byte[] begun = new byte[0];
    while (true) {
      if (position == limit && !fill()) {
        return begun.length == 0 ? null : counted(begun);
      }
      int end = position;
      while (end < limit && buffer[end] != '\n') {
        end++;
      }
      boolean complete = end < limit;
      byte[] part = Arrays.copyOfRange(buffer, position, end);
      position = complete ? end + 1 : end;
      begun = begun.length == 0 ? part : joined(begun, part);
      if (complete) {
        return counted(begun);
      }
    }
  }

  /** The number of the line returned last, from 1. */
  long number() {
    return number;
  }

  /** The bytes of all lines returned so far, line feeds included. */
  long bytes() {
    return filledBytes - (limit - position);
  }

  private byte[] counted(byte[] line) {
    number++;
    return line;
  }

  private boolean fill() throws IOException {
    position = 0;
    limit = Math.max(0, in.read(buffer));
    filledBytes += limit;
    return limit > 0;
  }

  private byte[] joined(byte[] begun, byte[] part) {
    if (begun.length + part.length > MAX_LINE_BYTES) {
      throw new CommandException(
          ExitCode.FAILED,
          "line "
              + (number + 1)
              + " is longer than "
              + MAX_LINE_BYTES
              + " bytes; it and what follows was not published: is the input made of lines?");
    }
    byte[] all = Arrays.copyOf(begun, begun.length + part.length);
    System.arraycopy(part, 0, all, begun.length, part.length);
    return all;
  }
}
