package dev.waybill.orders.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.orders.demo.KillPlan.Strike;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class KillPlanTest {

  @Test
  void isTheSameForTheSameSeed() {
    assertThat(KillPlan.of(9, 20_000, 42)).isEqualTo(KillPlan.of(9, 20_000, 42));
    assertThat(KillPlan.of(9, 20_000, 42)).isNotEqualTo(KillPlan.of(9, 20_000, 43));
  }

  @Test
  void leavesWorkToDoAfterEveryKill() {
    for (long seed = 0; seed < 200; seed++) {
      List<Strike> strikes = KillPlan.of(5, 1_000, seed);

      assertThat(strikes).extracting(Strike::fromOrder).isSorted().allMatch(order -> order < 950);
    }
  }

  @Test
  void recoversOnlyFromAKillBefore() {
    for (long seed = 0; seed < 200; seed++) {
      List<Strike> strikes = KillPlan.of(3, 1_000, seed);

      assertThat(strikes.get(0).place()).isNotEqualTo(Place.RECOVERY);
      assertThat(strikes.get(2).place()).isEqualTo(Place.RECOVERY);
    }
  }

  @Test
  void comesToEveryPlace() {
    Set<Place> places = EnumSet.noneOf(Place.class);
    KillPlan.of(12, 20_000, 42).forEach(strike -> places.add(strike.place()));

    assertThat(places).containsExactlyInAnyOrder(Place.values());
  }

  @Test
  void copesWithASingleOrder() {
    assertThat(KillPlan.of(3, 1, 42)).extracting(Strike::fromOrder).containsOnly(1L);
  }
}
