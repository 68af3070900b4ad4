package dev.waybill.broker.group;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Random histories of joins, crashes, zombies, replaced instances and restarts, from a seed. */
class ClassicModelTest {
  private static final int SEEDS = Integer.getInteger("waybill.group.seeds", 200);
  private static final int STEPS = 300;

  @Test
  void hasOneAssignmentPerGenerationAndAlwaysSettles() {
    Map<ClassicHistory.Event, Integer> happened = new EnumMap<>(ClassicHistory.Event.class);
    for (long seed = 0; seed < SEEDS; seed++) {
      ClassicHistory history = new ClassicHistory(seed);
      try {
        history.run(STEPS);
        history.settle();
      } catch (AssertionError | RuntimeException failure) {
        throw new AssertionError(
            "seed=" + seed + ", after:\n" + String.join("\n", history.lines()), failure);
      }
      history.happened().forEach((event, count) -> happened.merge(event, count, Integer::sum));
    }
    assertThat(happened).containsOnlyKeys(ClassicHistory.Event.values());
  }

  @Test
  void makesTheSameHistoryFromTheSameSeed() {
    for (long seed = 0; seed < 5; seed++) {
      ClassicHistory first = new ClassicHistory(seed);
      ClassicHistory second = new ClassicHistory(seed);
      first.run(STEPS);
      second.run(STEPS);

      assertThat(second.lines()).as("seed=%d", seed).isEqualTo(first.lines()).isNotEmpty();
    }
  }
}
