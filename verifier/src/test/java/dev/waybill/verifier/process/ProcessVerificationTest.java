package dev.waybill.verifier.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.Guarantee;
import dev.waybill.verifier.check.Checkers;
import dev.waybill.verifier.check.Verdict;
import dev.waybill.verifier.history.HistoryReader;
import dev.waybill.verifier.proxy.NetworkFault;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every fault of processes and of the network, once at least; {@code -Dwaybill.seconds=600} for
 * longer, {@code -Dwaybill.seed=…} for the faults of an earlier run.
 */
class ProcessVerificationTest {
  private static final long SEED = Long.getLong("waybill.seed", System.nanoTime() & 0xFFFFFF);
  private static final int SECONDS = Integer.getInteger("waybill.seconds", 10);

  @TempDir Path directory;

  @Test
  @Timeout(1200)
  void everyGuaranteeIsKeptUnderEveryFault() throws Exception {
    System.out.println("-Dwaybill.seed=" + SEED + " -Dwaybill.seconds=" + SECONDS);
    ProcessOptions options =
        ProcessOptions.everything(Duration.ofSeconds(SECONDS), SEED, directory);

    ProcessResult result =
        ProcessVerification.run(
            options,
            Checkers::all,
            (what, faults, share) -> System.out.printf("%3.0f %% %s%n", 100 * share, what));

    System.out.println(result);
    assertThat(result.verdict()).as(result.toString()).isInstanceOf(Verdict.Held.class);
    for (NetworkFault each : NetworkFault.values()) {
      assertThat(result.faults()).containsKey(each.text());
    }
    assertThat(events(result)).isEqualTo(result.events());
  }

  private static long events(ProcessResult result) throws IOException {
    AtomicLong events = new AtomicLong();
    try (HistoryReader reader = new HistoryReader(result.history())) {
      reader.forEachRemaining(each -> events.incrementAndGet());
      assertThat(reader.cut()).isFalse();
    }
    return events.get();
  }

  @Test
  @Timeout(600)
  void theEmbeddedEngineKeepsEveryGuaranteeThroughKills() throws Exception {
    ProcessOptions options =
        new ProcessOptions(
            new ProcessOptions.Target.Embedded(),
            Set.of(Guarantee.values()),
            Set.of(ProcessFault.KILL_BROKER, ProcessFault.KILL_STARTING_BROKER),
            Set.of(),
            0,
            Duration.ofSeconds(SECONDS / 2),
            SEED,
            directory);

    ProcessResult result =
        ProcessVerification.run(
            options, Checkers::all, (what, faults, share) -> System.out.println(what));

    System.out.println(result);
    assertThat(result.verdict()).as(result.toString()).isInstanceOf(Verdict.Held.class);
  }
}
