package dev.waybill.orders.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.orders.demo.KillPlan.Strike;
import dev.waybill.orders.demo.KillPlan.Targets;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class KillPlanTest {

  private static final Targets DATABASE = new Targets(true, true, false);
  private static final Targets BROKERS = new Targets(false, false, true);

  @Test
  void isTheSameForTheSameSeed() {
    assertThat(KillPlan.of(9, 20_000, 42, Targets.EMBEDDED))
        .isEqualTo(KillPlan.of(9, 20_000, 42, Targets.EMBEDDED));
    assertThat(KillPlan.of(9, 20_000, 42, Targets.EMBEDDED))
        .isNotEqualTo(KillPlan.of(9, 20_000, 43, Targets.EMBEDDED));
  }

  @Test
  void leavesWorkToDoAfterEveryKill() {
    for (long seed = 0; seed < 200; seed++) {
      List<Strike> strikes = KillPlan.of(5, 1_000, seed, Targets.EMBEDDED);

      assertThat(strikes).extracting(Strike::fromOrder).isSorted().allMatch(order -> order < 950);
    }
  }

  @Test
  void recoversOnlyFromAKillBefore() {
    for (long seed = 0; seed < 200; seed++) {
      List<Strike> strikes = KillPlan.of(3, 1_000, seed, Targets.EMBEDDED);

      assertThat(strikes.get(0).place()).isNotEqualTo(Place.RECOVERY);
      assertThat(strikes.get(2).place()).isEqualTo(Place.RECOVERY);
    }
  }

  @Test
  void comesToEveryPlace() {
    Set<Place> places = EnumSet.noneOf(Place.class);
    KillPlan.of(16, 20_000, 42, DATABASE).forEach(strike -> places.add(strike.place()));
    KillPlan.of(12, 20_000, 42, BROKERS).forEach(strike -> places.add(strike.place()));

    assertThat(places).containsExactlyInAnyOrder(Place.values());
  }

  @Test
  void strikesEveryBrokerAndEveryPlaceOfThePipelineInTwelveStrikesOnACluster() {
    Set<Place> expected = EnumSet.allOf(Place.class);
    expected.removeAll(EnumSet.of(Place.RECOVERY, Place.DATABASE));

    assertThat(KillPlan.of(12, 20_000, 42, BROKERS))
        .extracting(Strike::place)
        .containsAll(expected)
        .doesNotContain(Place.RECOVERY, Place.DATABASE);
  }

  @Test
  void killsADatabaseServerOnlyWhereThereIsOne() {
    assertThat(KillPlan.of(12, 20_000, 42, Targets.EMBEDDED))
        .extracting(Strike::place)
        .doesNotContain(Place.DATABASE)
        .hasSize(12);
    assertThat(KillPlan.of(3, 20_000, 42, DATABASE))
        .extracting(Strike::place)
        .contains(Place.DATABASE, Place.RECOVERY);
  }

  @Test
  void copesWithASingleOrder() {
    assertThat(KillPlan.of(3, 1, 42, Targets.EMBEDDED))
        .extracting(Strike::fromOrder)
        .containsOnly(1L);
  }
}
