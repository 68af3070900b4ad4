package dev.waybill.runtime.explain;

import static dev.waybill.runtime.explain.Repeat.REDELIVERED;
import static dev.waybill.runtime.explain.Repeat.REPUBLISHED;
import static dev.waybill.runtime.explain.Repeat.RESENT;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class StepTest {

  /** Every step over two kinds of repeats; the laws treat each kind alone, so two show them all. */
  private static final List<Step> ALL = allOver(List.of(RESENT, REDELIVERED));

  @Test
  void lossAnywhereIsLossAtTheEnd() {
    for (Step a : ALL) {
      for (Step b : ALL) {
        assertThat(a.then(b).loses()).isEqualTo(a.loses() || b.loses());
      }
    }
  }

  @Test
  void aHopRemovesRepeatsMadeBeforeIt() {
    Step chain = Step.making(Set.of(RESENT, REPUBLISHED)).then(Step.removing(Set.of(RESENT)));

    assertThat(chain.makes()).containsExactly(REPUBLISHED);
  }

  @Test
  void aHopDoesNotRemoveRepeatsMadeAfterIt() {
    Step chain = Step.removing(Set.of(REDELIVERED)).then(Step.making(Set.of(REDELIVERED)));

    assertThat(chain.makes()).containsExactly(REDELIVERED);
  }

  @Test
  void removingRepeatsBringsNothingLostBack() {
    Step chain = Step.losing().then(Step.removing(EnumSet.allOf(Repeat.class)));

    assertThat(chain.loses()).isTrue();
  }

  @Test
  void compositionIsAssociative() {
    for (Step a : ALL) {
      for (Step b : ALL) {
        for (Step c : ALL) {
          assertThat(a.then(b).then(c)).isEqualTo(a.then(b.then(c)));
        }
      }
    }
  }

  @Test
  void aHopThatDoesNothingIsTheIdentity() {
    for (Step a : ALL) {
      assertThat(Step.NOTHING.then(a)).isEqualTo(a);
      assertThat(a.then(Step.NOTHING)).isEqualTo(a);
    }
  }

  @Test
  void aStrongerPartNeverMakesAWeakerWhole() {
    int compared = 0;
    for (Step strong : ALL) {
      for (Step weak : ALL) {
        if (!strong.isAtLeastAsStrongAs(weak)) {
          continue;
        }
        for (Step other : ALL) {
          assertThat(strong.then(other).isAtLeastAsStrongAs(weak.then(other))).isTrue();
          assertThat(other.then(strong).isAtLeastAsStrongAs(other.then(weak))).isTrue();
          compared++;
        }
      }
    }
    assertThat(compared).isGreaterThan(ALL.size());
  }

  @Test
  void strengthIsAPartialOrder() {
    for (Step a : ALL) {
      assertThat(a.isAtLeastAsStrongAs(a)).isTrue();
      for (Step b : ALL) {
        boolean both = a.isAtLeastAsStrongAs(b) && b.isAtLeastAsStrongAs(a);
        assertThat(both).isEqualTo(a.equals(b));
      }
    }
    assertThat(Step.losing().isAtLeastAsStrongAs(Step.making(Set.of(RESENT)))).isFalse();
    assertThat(Step.making(Set.of(RESENT)).isAtLeastAsStrongAs(Step.losing())).isFalse();
  }

  private static List<Step> allOver(List<Repeat> kinds) {
    List<Set<Repeat>> subsets = new ArrayList<>();
    for (int bits = 0; bits < 1 << kinds.size(); bits++) {
      Set<Repeat> subset = EnumSet.noneOf(Repeat.class);
      for (int i = 0; i < kinds.size(); i++) {
        if ((bits & 1 << i) != 0) {
          subset.add(kinds.get(i));
        }
      }
      subsets.add(subset);
    }
    List<Step> steps = new ArrayList<>();
    for (Set<Repeat> makes : subsets) {
      for (Set<Repeat> removes : subsets) {
        steps.add(new Step(false, makes, removes));
        steps.add(new Step(true, makes, removes));
      }
    }
    return steps;
  }
}
