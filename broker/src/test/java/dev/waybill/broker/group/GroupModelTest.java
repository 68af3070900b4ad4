package dev.waybill.broker.group;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Random histories of joins, losses, pauses, restarts and topic changes, from a seed. */
class GroupModelTest {
  private static final int SEEDS = Integer.getInteger("waybill.group.seeds", 200);
  private static final int STEPS = 150;

  @Test
  void neverHasTwoOwnersAndAlwaysSettles() {
    Map<GroupHistory.Event, Integer> happened = new EnumMap<>(GroupHistory.Event.class);
    for (long seed = 0; seed < SEEDS; seed++) {
      GroupHistory history = new GroupHistory(seed);
      try {
        history.run(STEPS);
        history.settle();
      } catch (AssertionError | RuntimeException failure) {
        throw new AssertionError(
            "seed=" + seed + ", after:\n" + String.join("\n", history.lines()), failure);
      }
      history.happened().forEach((event, count) -> happened.merge(event, count, Integer::sum));
    }
    assertThat(happened).containsOnlyKeys(GroupHistory.Event.values());
  }

  @Test
  void makesTheSameHistoryFromTheSameSeed() {
    for (long seed = 0; seed < 5; seed++) {
      GroupHistory first = new GroupHistory(seed);
      GroupHistory second = new GroupHistory(seed);
      first.run(STEPS);
      second.run(STEPS);

      assertThat(second.lines()).as("seed=%d", seed).isEqualTo(first.lines()).isNotEmpty();
    }
  }
}
