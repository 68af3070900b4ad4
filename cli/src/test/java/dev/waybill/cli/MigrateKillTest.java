package dev.waybill.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.cli.Shell.Ended;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@Timeout(300)
class MigrateKillTest {
  private static final int MESSAGES = 300_000;
  private static final long SOME_BYTES = 20_000_000;

  @TempDir private Path directory;

  @Test
  void aMigrationThatIsKilledInTheMiddleIsCarriedOn() throws Exception {
    String from = "embedded:" + directory.resolve("from");
    String to = "embedded:" + directory.resolve("to");
    Shell source = new Shell().with("WAYBILL_URL", from);
    source.run("topics", "create", "orders", "--partitions", "2");
    source.typing(lines()).run("publish", "orders", "--key-separator", "=");

    Process migration = start("migrate", "--from", from, "--to", to);
    try {
      while (migration.isAlive() && logBytes(directory.resolve("to").toFile()) < SOME_BYTES) {
        Thread.onSpinWait();
      }
      migration.destroyForcibly();
      assertThat(migration.waitFor()).as("ended by the kill, not before").isEqualTo(137);
    } finally {
      migration.destroyForcibly().waitFor();
    }
    Ended again = new Shell().run("migrate", "--from", from, "--to", to, "--json");
    Ended compared = new Shell().run("migrate", "--from", from, "--to", to, "--verify-only");

    assertThat(again.err()).isEmpty();
    JsonNode orders = JsonMapper.builder().build().readTree(again.out()).get("topics").get(0);
    assertThat(orders.get("thereBefore").asLong()).isPositive();
    assertThat(orders.get("movedNow").asLong()).isPositive();
    assertThat(orders.get("thereBefore").asLong() + orders.get("movedNow").asLong())
        .isEqualTo(MESSAGES);
    assertThat(compared.exitCode()).isZero();
  }

  private static byte[] lines() {
    StringBuilder lines = new StringBuilder();
    String padding = "x".repeat(180);
    for (int i = 0; i < MESSAGES; i++) {
      lines.append("key").append(i % 1_000).append('=').append(i).append(padding).append('\n');
    }
    return lines.toString().getBytes(UTF_8);
  }

  private static Process start(String... arguments) throws IOException {
    String[] command = new String[4 + arguments.length];
    command[0] = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    command[1] = "-cp";
    command[2] = System.getProperty("java.class.path");
    command[3] = Main.class.getName();
    System.arraycopy(arguments, 0, command, 4, arguments.length);
    return new ProcessBuilder(command)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  /** Files come and go while this looks. */
  private static long logBytes(File data) {
    File[] files = data.listFiles();
    long bytes = 0;
    for (File file : files == null ? new File[0] : files) {
      if (file.getName().endsWith(".log")) {
        bytes += file.length();
      } else {
        bytes += logBytes(file);
      }
    }
    return bytes;
  }
}
