package dev.waybill.verifier.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.verifier.check.Checkers;
import dev.waybill.verifier.simulate.world.Coverage;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * {@code -Dverifier.seeds=N} runs more, {@code -Dverifier.first=S} begins elsewhere. Every failing
 * seed is printed with the smallest run that shows the same.
 */
class SeedsTest {
  private static final long SEEDS = Long.getLong("verifier.seeds", 10_000);
  private static final long FIRST = Long.getLong("verifier.first", 1);
  private static final int THREADS = 2;

  /** With fewer, not everything need be reached. */
  private static final long SEEDS_FOR_EVERYTHING = 10_000;

  @Test
  void nothingIsWrongWhateverGoesWrong() throws InterruptedException {
    long began = System.nanoTime();
    Seeds seeds = new Seeds(Scenario.EVERYTHING, Checkers::all);

    Seeds.Summary summary = seeds.run(FIRST, SEEDS, THREADS);

    System.out.printf(
        "%d seeds from %d in %.1f s: %d operations, %d events, %d inconclusive%n",
        SEEDS,
        FIRST,
        (System.nanoTime() - began) / 1e9,
        summary.operations(),
        summary.events(),
        summary.inconclusive());
    assertThat(report(seeds, summary)).isEmpty();
    assertThat(summary.held()).as("conclusive runs").isGreaterThan(SEEDS * 9 / 10);
    if (SEEDS >= SEEDS_FOR_EVERYTHING) {
      assertEverythingWasReached(summary.coverage());
    }
  }

  @Test
  void deliveryLoopsKeepTheirGuaranteesWhateverGoesWrong() throws InterruptedException {
    long count = Math.max(1, SEEDS / 20);
    Seeds seeds = new Seeds(Scenario.LOOPS, Checkers::all);

    Seeds.Summary summary = seeds.run(FIRST, count, THREADS);

    assertThat(report(seeds, summary)).isEmpty();
    assertThat(summary.held()).as("conclusive runs").isGreaterThan(count * 9 / 10);
  }

  private static List<String> report(Seeds seeds, Seeds.Summary summary) {
    List<String> reports = new ArrayList<>();
    for (Seeds.Failure failure : summary.failures()) {
      reports.add(
          failure.script().command()
              + "\n  smallest: "
              + seeds.shrink(failure.script()).command()
              + "\n  "
              + failure.what());
    }
    return reports;
  }

  private static void assertEverythingWasReached(Coverage coverage) {
    List<String> missing =
        ToReach.EVERYTHING.stream().filter(what -> coverage.count(what) == 0).toList();

    assertThat(missing).as("reached: %s", coverage.all()).isEmpty();
  }
}
