package dev.waybill.verifier.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.verifier.history.HistoryReader;
import dev.waybill.verifier.history.HistoryWriter;
import dev.waybill.verifier.history.Recorded;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.ref.Reference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * All checkers on a long legal history, read from a file. The full size is measured with {@code mvn
 * test -pl verifier -am -Dtest=CheckersSpeedTest -Dverifier.events=10000000
 * -Dtest.jvm.options=-Xmx1g}; every build does a small one, for its verdict and not for its time.
 */
class CheckersSpeedTest {

  @Test
  void allCheckersTogetherAcceptALongLegalHistory(@TempDir Path directory) throws IOException {
    long events = Long.getLong("verifier.events", 200_000);
    Path file = directory.resolve("history.jsonl");
    long[] millis = {0};
    try (HistoryWriter writer = new HistoryWriter(file, LegalHistory.PROMISES, () -> millis[0])) {
      LegalHistory.write(
          1,
          events,
          recorded -> {
            millis[0] = recorded.millis();
            writer.add(recorded.event());
          });
    }

    long begun = System.nanoTime();
    long cpuBegun = cpuNanos();
    long count = 0;
    Verdict verdict;
    long heap;
    try (HistoryReader reader = new HistoryReader(file)) {
      Judge judge = Judge.of(reader.promises());
      for (Recorded recorded = reader.next(); recorded != null; recorded = reader.next()) {
        judge.accept(recorded);
        count++;
      }
      verdict = judge.verdict();
      heap = used();
      Reference.reachabilityFence(judge);
    }
    double seconds = (System.nanoTime() - begun) / 1e9;
    double cpuSeconds = (cpuNanos() - cpuBegun) / 1e9;

    System.out.printf(
        Locale.ROOT,
        "checkers: %,d events of %,d MB in %.1f s (%.1f s of CPU), %,.0f events/s, heap %d MB of %d MB: %s%n",
        count,
        Files.size(file) >> 20,
        seconds,
        cpuSeconds,
        count / seconds,
        heap >> 20,
        Runtime.getRuntime().maxMemory() >> 20,
        verdict.getClass().getSimpleName());
    assertThat(verdict).isInstanceOf(Verdict.Held.class);
    assertThat(count).isGreaterThanOrEqualTo(events * 4 / 5);
  }

  /** What this thread used: the machine may be busy with other things. */
  private static long cpuNanos() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  private static long used() {
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }
}
