package dev.waybill.cli.command;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.waybill.Topic;
import dev.waybill.cli.terminal.CommandException;
import dev.waybill.cli.terminal.ExitCode;
import dev.waybill.codec.Codec;
import java.util.Optional;

/**
 * A line of input as a message: its key, if lines have keys, and its value.
 *
 * <pre>
 *   user-1 TAB {"order": 7}      with --key-separator TAB: key "user-1", value {"order": 7}
 * </pre>
 */
record Line(String key, byte[] value) {

  private static final Codec<Line> CODEC = Codec.of(Line::value, bytes -> new Line("", bytes));

  /** The topic that takes such lines. */
  static Topic<Line> topic(String name, boolean keyed) {
    Topic<Line> topic = Topic.named(name).of(CODEC);
    return keyed ? topic.key(Line::key) : topic;
  }

  static Line of(byte[] bytes, Optional<String> keySeparator, long number) {
    if (keySeparator.isEmpty()) {
      return new Line("", bytes);
    }
    byte[] separator = keySeparator.get().getBytes(UTF_8);
    int at = indexOf(bytes, separator);
    if (at < 0) {
      throw new CommandException(
          ExitCode.FAILED,
          "line "
              + number
              + " has no key separator '"
              + keySeparator.get()
              + "'; it and what follows was not published: correct the line and publish from it"
              + " on");
    }
    byte[] value = new byte[bytes.length - at - separator.length];
    System.arraycopy(bytes, at + separator.length, value, 0, value.length);
    return new Line(new String(bytes, 0, at, UTF_8), value);
  }

  private static int indexOf(byte[] bytes, byte[] wanted) {
    for (int start = 0; start + wanted.length <= bytes.length; start++) {
      int matched = 0;
      while (matched < wanted.length && bytes[start + matched] == wanted[matched]) {
        matched++;
      }
      if (matched == wanted.length) {
        return start;
      }
    }
    return -1;
  }
}
