package dev.waybill.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code consume --follow} in a process of its own, which only a signal or a limit ends. */
@Timeout(120)
class FollowTest {

  private static final int SIGINT = 2;
  private static final int LINES = 2_000;

  @TempDir private Path directory;

  private Path errors;
  private String url;

  @BeforeEach
  void publishSome() {
    errors = directory.resolve("errors");
    url = "embedded:" + directory.resolve("data");
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < LINES; i++) {
      lines.append(i).append('\n');
    }
    assertThat(shell().run("topics", "create", "orders").exitCode()).isZero();
    assertThat(shell().typing(lines.toString()).run("publish", "orders").exitCode()).isZero();
  }

  @ParameterizedTest
  @CsvSource({"TERM, 143", "INT, 130"})
  void aSignalEndsItWhenWhatWasBegunIsFinished(String signal, int exitCode) throws Exception {
    assumeFalse(
        signal.equals("INT") && isIgnored(SIGINT), "whoever started us ignores Ctrl-C for us");
    Process follower = start("consume", "orders", "--group", "g", "--follow");
    long printed;
    try (BufferedReader out = follower.inputReader(UTF_8)) {
      for (int i = 0; i < LINES; i++) {
        assertThat(out.readLine()).isEqualTo(Integer.toString(i));
      }
      assertThat(follower.isAlive()).as("follows, though it has caught up").isTrue();
      assertThat(kill(signal, follower)).isZero();
      printed = LINES + out.lines().count();
    } finally {
      assertThat(follower.waitFor(60, TimeUnit.SECONDS)).isTrue();
    }

    assertThat(follower.exitValue()).isEqualTo(exitCode);
    assertThat(printed).isEqualTo(LINES);
    assertThat(errors).content().isEqualTo("consumed 2,000 messages of orders\n");
    assertThat(shell().run("consume", "orders", "--group", "g").out())
        .as("nothing again: its position was committed")
        .isEmpty();
  }

  @Test
  void aLimitEndsItToo() {
    Shell.Ended ended = shell().run("consume", "orders", "--group", "g", "--follow", "--max", "3");

    assertThat(ended.exitCode()).isZero();
    assertThat(ended.out()).isEqualTo("0\n1\n2\n");
  }

  private Process start(String... arguments) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectError(errors.toFile());
    builder.environment().keySet().removeIf(name -> name.startsWith("JAVA_TOOL"));
    builder.environment().put("WAYBILL_URL", url);
    return builder.start();
  }

  private static int kill(String signal, Process process) throws Exception {
    return new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid())).start().waitFor();
  }

  /**
   * A JVM leaves signals alone that its parent ignored, as a shell does for what runs behind it.
   */
  private static boolean isIgnored(int signal) throws IOException {
    Path status = Path.of("/proc/self/status");
    if (!Files.exists(status)) {
      return false;
    }
    String mask =
        Files.readAllLines(status).stream()
            .filter(line -> line.startsWith("SigIgn:"))
            .map(line -> line.substring("SigIgn:".length()).strip())
            .findFirst()
            .orElse("0");
    return (Long.parseUnsignedLong(mask, 16) >> (signal - 1) & 1) == 1;
  }

  private Shell shell() {
    return new Shell().with("WAYBILL_URL", url);
  }
}
