package dev.waybill.postgres;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Path;

/**
 * Keeps a server until its own standard input ends: that of a parent that is done, or dead.
 *
 * <pre>
 *   PostgresMain DATA LOG
 *     ► started PORT             once it accepts connections, and again after each "start"
 *   kill   ► killed              every process of the server is dead
 *   start  ► started PORT        the same port; what was committed is there
 *   (end)                        stopped, DATA deleted
 *     ► failed WHY               instead of any of these
 * </pre>
 */
public final class PostgresMain {

  private static final int FAILED = 1;

  private PostgresMain() {}

  /** Started by the demo and the benchmarks. */
  public static void main(String[] arguments) throws Exception {
    Server server = new Server(Path.of(arguments[0]), Path.of(arguments[1]));
    // Ctrl-C reaches this process as well as its parent.
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(server), "stop-postgres"));
    boolean failed = !answer(server, "start");
    try (BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, UTF_8))) {
      for (String line; !failed && (line = commands.readLine()) != null; ) {
        failed = !answer(server, line);
      }
    } finally {
      stop(server);
    }
    System.exit(failed ? FAILED : 0);
  }

  private static boolean answer(Server server, String command) {
    try {
      switch (command) {
        case "start" -> say("started " + server.start());
        case "kill" -> {
          server.kill();
          say("killed");
        }
        default -> throw new IOException("expected kill or start, found '" + command + "'");
      }
      return true;
    } catch (IOException | RuntimeException e) {
      // The library throws all kinds of them; with the reason among the causes.
      say("failed " + reason(e));
      return false;
    }
  }

  private static String reason(Throwable failure) {
    StringBuilder reason = new StringBuilder(failure.toString());
    for (Throwable cause = failure.getCause(); cause != null; cause = cause.getCause()) {
      reason.append(": ").append(cause);
    }
    return reason.toString().replaceAll("\\s*\\R\\s*", " ");
  }

  @SuppressWarnings("SystemOut") // standard output is the way to the parent
  private static void say(String line) {
    System.out.println(line);
    System.out.flush();
  }

  private static void stop(Server server) {
    try {
      server.stop();
    } catch (IOException e) {
      System.err.println("The server's data was not deleted; delete it by hand: " + e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
