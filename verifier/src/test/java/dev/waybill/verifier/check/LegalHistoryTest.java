package dev.waybill.verifier.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.verifier.history.Event;
import dev.waybill.verifier.history.Recorded;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LegalHistoryTest {
  private static final int SEEDS = 60;
  private static final int EVENTS = 4_000;

  @Test
  void noCheckerFindsAnythingInALegalHistory() {
    Set<Class<?>> kinds = new HashSet<>();

    for (long seed = 0; seed < SEEDS; seed++) {
      List<Recorded> history = LegalHistory.of(seed, EVENTS);
      history.forEach(recorded -> kinds.add(recorded.event().getClass()));

      assertThat(Story.findings(LegalHistory.PROMISES, history)).as("seed %d", seed).isEmpty();
    }
    assertThat(kinds)
        .as("kinds of events that were tried")
        .contains(Event.class.getPermittedSubclasses())
        .hasSize(Event.class.getPermittedSubclasses().length);
  }

  @ParameterizedTest
  @EnumSource
  void everyLieIsFound(Mutation mutation) {
    Map<AnomalyKind, Integer> found = new EnumMap<>(AnomalyKind.class);
    int applied = 0;

    for (long seed = 0; seed < SEEDS; seed++) {
      List<Recorded> lie = mutation.of(LegalHistory.of(seed, EVENTS), new Random(seed));
      if (lie == null) {
        continue;
      }
      applied++;
      Set<AnomalyKind> kinds = new HashSet<>();
      Story.findings(LegalHistory.PROMISES, lie).forEach(finding -> kinds.add(finding.kind()));
      assertThat(kinds).as("seed %d", seed).containsAnyElementsOf(mutation.expected);
      kinds.forEach(kind -> found.merge(kind, 1, Integer::sum));
    }

    System.out.println(mutation + " in " + applied + " histories: " + found);
    assertThat(applied).as("histories that had a place for it").isGreaterThan(SEEDS / 4);
  }
}
