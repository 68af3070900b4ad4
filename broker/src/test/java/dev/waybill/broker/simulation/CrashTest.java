package dev.waybill.broker.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

/** {@code -Dwaybill.crash.seeds=N} runs more; {@code -Dwaybill.crash.first=S} begins elsewhere. */
class CrashTest {
  private static final int SEEDS = Integer.getInteger("waybill.crash.seeds", 300);
  private static final long FIRST = Long.getLong("waybill.crash.first", 1);
  private static final int MIN_STATES = 2_000;

  @Test
  void whatWasAcknowledgedIsThereAfterEveryCrash() {
    int states = 0;
    int faults = 0;
    int zombies = 0;
    for (long seed = FIRST; seed < FIRST + SEEDS; seed++) {
      CrashSimulation.Result result = run(seed);
      states += result.crashStates();
      faults += result.faults();
      zombies += result.zombiesRefused();
    }

    assertThat(states).as("crash states").isGreaterThanOrEqualTo(Math.min(MIN_STATES, SEEDS * 4));
    assertThat(faults).as("faults that happened").isGreaterThan(SEEDS);
    assertThat(zombies).as("zombies that were refused").isPositive();
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
