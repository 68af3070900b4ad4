package dev.waybill.cli.command;

import dev.waybill.cli.terminal.CommandException;
import dev.waybill.cli.terminal.ExitCode;
import dev.waybill.verifier.process.ProcessOptions.Target;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What {@code verify --to} names.
 *
 * <pre>
 *   embedded, embedded:DIR        the embedded engine in processes that are killed; their files in DIR
 *   server                        a server of ours, started, killed and stopped
 *   kafka://HOST:PORT, HOST:PORT  any server that speaks Kafka's protocol
 * </pre>
 *
 * @param directory for the files of the run, where it names one
 */
record VerifyTarget(String url, Target target, Optional<Path> directory) {
  private static final String EMBEDDED = "embedded";
  private static final String SERVER = "server";
  private static final Pattern ADDRESS =
      Pattern.compile("(?:kafka://)?([^:/,]+|\\[[0-9a-fA-F:.]+]):([0-9]{1,5})(?:,.*)?/?");
  private static final int CONNECT_MILLIS = 3_000;

  static VerifyTarget parse(String url) {
    if (url.equals(SERVER)) {
      return new VerifyTarget(url, new Target.OwnServer(), Optional.empty());
    }
    if (url.equals(EMBEDDED)) {
      return new VerifyTarget(url, new Target.Embedded(), Optional.empty());
    }
    if (url.startsWith(EMBEDDED + ":")) {
      Path directory = path(url.substring(EMBEDDED.length() + 1), url);
      checkFresh(directory);
      return new VerifyTarget(url, new Target.Embedded(), Optional.of(directory));
    }
    Matcher address = ADDRESS.matcher(url);
    if (address.matches() && Integer.parseInt(address.group(2)) <= 0xFFFF) {
      InetSocketAddress server =
          new InetSocketAddress(address.group(1), Integer.parseInt(address.group(2)));
      return new VerifyTarget(url, new Target.Address(server), Optional.empty());
    }
    throw VerifyCommand.usage(
        "--to: expected server, embedded, embedded:DIR, kafka://HOST:PORT or HOST:PORT, found '"
            + url
            + "'; without --to the broker is simulated");
  }

  private static Path path(String text, String url) {
    try {
      if (!text.isEmpty() && !text.contains("?")) {
        return Path.of(text);
      }
    } catch (InvalidPathException e) {
      // Said below.
    }
    throw VerifyCommand.usage(
        "--to: expected embedded: and a directory's name, found '" + url + "'");
  }

  /** What it holds is going to be killed, filled and damaged: nobody's data shall be in it. */
  static void checkFresh(Path directory) {
    if (!Files.exists(directory)) {
      return;
    }
    try (Stream<Path> inside = Files.list(directory)) {
      if (inside.findAny().isEmpty()) {
        return;
      }
    } catch (IOException e) {
      throw new CommandException(
          ExitCode.CANNOT_OPEN, "expected a missing or empty directory, found " + e);
    }
    throw VerifyCommand.usage(
        "expected a missing or empty directory, found something in "
            + directory
            + ": verification fills and kills what it works on; name another");
  }

  /** A server of others must be there before anything begins. */
  void checkReachable() {
    if (target instanceof Target.Address address) {
      try (Socket socket = new Socket()) {
        socket.connect(address.server(), CONNECT_MILLIS);
      } catch (IOException | IllegalArgumentException e) {
        throw new CommandException(
            ExitCode.CANNOT_OPEN,
            "cannot reach " + url + ": " + e + "; nothing was done: is the server up?");
      }
    }
  }
}
