package dev.waybill.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.waybill.cli.terminal.Terminal;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** Runs command lines in this process and keeps what they print. */
final class Shell {

  /** How a command line ended. */
  record Ended(int exitCode, String out, String err) {
    List<String> lines() {
      return out.lines().toList();
    }
  }

  private final Map<String, String> environment = new HashMap<>();
  private InputStream in = InputStream.nullInputStream();
  private long inBytes;

  Shell with(String variable, String value) {
    environment.put(variable, value);
    return this;
  }

  Shell typing(String text) {
    return typing(text.getBytes(UTF_8));
  }

  Shell typing(byte[] bytes) {
    in = new ByteArrayInputStream(bytes);
    inBytes = bytes.length;
    return this;
  }

  Ended run(String... arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Ended ended = runInto(out, arguments);
    return new Ended(ended.exitCode(), out.toString(UTF_8), ended.err());
  }

  Ended runInto(OutputStream out, String... arguments) {
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Terminal terminal =
        new Terminal(
            in,
            new PrintStream(out, false, UTF_8),
            new PrintStream(err, true, UTF_8),
            OptionalLong.of(inBytes),
            false,
            false,
            environment);
    int exitCode = Main.run(terminal, arguments);
    terminal.out().flush();
    return new Ended(exitCode, "", err.toString(UTF_8));
  }
}
