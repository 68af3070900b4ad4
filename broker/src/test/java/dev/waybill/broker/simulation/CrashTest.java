package dev.waybill.broker.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** {@code -Dwaybill.crash.seeds=N} runs more; {@code -Dwaybill.crash.first=S} begins elsewhere. */
@Order(1)
class CrashTest {
  private static final int SEEDS = Integer.getInteger("waybill.crash.seeds", 300);
  private static final long FIRST = Long.getLong("waybill.crash.first", 1);
  private static final int MIN_STATES = 2_000;

  /** With fewer, not everything need happen. */
  private static final int SEEDS_FOR_EVERYTHING = 100;

  @Test
  void whatWasAcknowledgedIsThereAfterEveryCrash() {
    Map<String, Integer> happened = new TreeMap<>();
    for (long seed = FIRST; seed < FIRST + SEEDS; seed++) {
      run(seed).happened().forEach((what, times) -> happened.merge(what, times, Integer::sum));
    }

    System.out.println("What happened in " + SEEDS + " seeds from " + FIRST + ": " + happened);
    assertThat(happened.get("crash states"))
        .isGreaterThanOrEqualTo(Math.min(MIN_STATES, SEEDS * 4));
    if (SEEDS >= SEEDS_FOR_EVERYTHING) {
      assertThat(happened).allSatisfy((what, times) -> assertThat(times).as(what).isPositive());
    }
  }

  @Test
  void sameSeedHasTheSameHistory() {
    CrashSimulation.Result first = run(42);

    assertThat(run(42)).isEqualTo(first);
    assertThat(run(43).historyHash()).isNotEqualTo(first.historyHash());
  }

  private static CrashSimulation.Result run(long seed) {
    try {
      return new CrashSimulation(seed).run();
    } catch (AssertionError | RuntimeException | IOException e) {
      throw new AssertionError("Reproduce with -Dwaybill.crash.first=" + seed + " and 1 seed", e);
    }
  }
}
