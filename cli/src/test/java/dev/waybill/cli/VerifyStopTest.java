package dev.waybill.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code verify} in a process of its own that is told to end long before it would. */
@Timeout(120)
class VerifyStopTest {
  @TempDir private Path directory;

  @Test
  void aSignalEndsItsProcessesAndItSaysWhatItHasFoundSoFar() throws Exception {
    Path temporary = Files.createDirectory(directory.resolve("temporary"));
    Process verify = start(temporary, "verify", "--to", "embedded", "--duration", "10m", "--json");
    List<ProcessHandle> children;
    String out;
    try (BufferedReader err = verify.errorReader(UTF_8)) {
      // It says so when a first life has been killed.
      assertThat(err.readLine()).contains("life 1 is over");
      children = verify.descendants().toList();
      // Not Process.destroy: that would close the pipe with the last words in it.
      verify.toHandle().destroy();
      out = new String(verify.getInputStream().readAllBytes(), UTF_8);
    } finally {
      assertThat(verify.waitFor(60, TimeUnit.SECONDS)).isTrue();
    }

    assertThat(verify.exitValue()).isEqualTo(143);
    JsonNode json = JsonMapper.shared().readTree(out);
    assertThat(json.get("conclusion").asString()).isEqualTo("inconclusive");
    assertThat(json.get("reasons").get(0).asString()).contains("it was stopped");
    assertThat(json.get("faults").get("broker killed").asLong()).isPositive();
    for (ProcessHandle each : children) {
      each.onExit().get(60, TimeUnit.SECONDS);
    }
    try (Stream<Path> left = Files.list(temporary)) {
      assertThat(left).as("temporary files").noneMatch(each -> isOurs(each));
    }
  }

  private static boolean isOurs(Path file) {
    return file.getFileName().toString().startsWith("waybill-verify-");
  }

  private Process start(Path temporary, String... arguments) throws Exception {
    Stream<String> java =
        Stream.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-Djava.io.tmpdir=" + temporary,
            "-Dorg.slf4j.simpleLogger.defaultLogLevel=off",
            "-cp",
            System.getProperty("java.class.path"),
            "dev.waybill.cli.Main");
    return new ProcessBuilder(Stream.concat(java, Stream.of(arguments)).toList())
        .redirectInput(Redirect.PIPE)
        .start();
  }
}
