package dev.waybill.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Publishes and consumes in a JVM of 64 MB. A million messages by default, which is twice that
 * heap; {@code -Dwaybill.smallHeap.messages=10000000} for the figure.
 */
class SmallHeapTest {
  private static final long MESSAGES = Long.getLong("waybill.smallHeap.messages", 1_000_000);
  private static final long MINUTES = 10;

  @TempDir Path directory;

  @Test
  void manyMessagesArePublishedAndConsumedInASmallHeap() throws Exception {
    Path output = directory.resolve("output.txt");
    Process process =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Xmx64m",
                    "-cp",
                    System.getProperty("java.class.path"),
                    SmallHeapProgram.class.getName(),
                    directory.resolve("data").toString(),
                    String.valueOf(MESSAGES)))
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();

    boolean ended = process.waitFor(MINUTES, TimeUnit.MINUTES);
    process.destroyForcibly();

    assertThat(ended).isTrue();
    assertThat(Files.readString(output)).contains("consumed " + MESSAGES + " of " + MESSAGES);
    assertThat(process.exitValue()).isZero();
  }
}
