package dev.waybill.orders.audit;

import static dev.waybill.orders.audit.AuditedService.ANALYTICS;
import static dev.waybill.orders.audit.AuditedService.INTAKE;
import static dev.waybill.orders.audit.AuditedService.INVENTORY;
import static dev.waybill.orders.audit.AuditedService.NOTIFICATION;
import static dev.waybill.orders.audit.AuditedService.PAYMENT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.orders.audit.AuditReport.ServiceReport;
import dev.waybill.orders.audit.AuditReport.Verdict;
import dev.waybill.orders.audit.Evidence.BegunDelivery;
import dev.waybill.orders.audit.Violation.Kind;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AuditorTest {

  private static final int ORDERS = 200;
  private final SyntheticRun run = new SyntheticRun(ORDERS);

  @Test
  void findsThatARunWithoutViolationsHeld() {
    AuditReport report = Auditor.audit(run.evidence());

    assertThat(report.violations()).isEmpty();
    assertThat(report.verdict()).isEqualTo(Verdict.HELD);
    assertThat(report.kills()).isEqualTo(1);
  }

  @Test
  void countsWhatEachGuaranteeAllows() {
    AuditReport report = Auditor.audit(run.evidence());

    assertThat(of(report, PAYMENT))
        .isEqualTo(new ServiceReport(PAYMENT, ORDERS, ORDERS, 0, 0, 0, 5, List.of()));
    assertThat(of(report, NOTIFICATION))
        .isEqualTo(new ServiceReport(NOTIFICATION, ORDERS, ORDERS + 5, 0, 5, 0, 5, List.of()));
    assertThat(of(report, ANALYTICS))
        .isEqualTo(new ServiceReport(ANALYTICS, ORDERS, ORDERS - 5, 5, 0, 0, 0, List.of()));
  }

  @ParameterizedTest
  @EnumSource(names = {"INTAKE", "PAYMENT", "INVENTORY", "NOTIFICATION"})
  void rejectsALostEffect(AuditedService service) {
    run.effects.get(service).removeIf(effect -> effect.orderId().equals("o-000017"));

    assertBroken(service, Kind.LOST, "o-000017");
  }

  @Test
  void rejectsAcknowledgedOrdersThatVanishedInACrashAndWerePublishedAnew() {
    run.resumptions.add(new Chronicle.Resumption(90, 100));

    assertBroken(INTAKE, Kind.LOST, "o-000100");
  }

  @ParameterizedTest
  @EnumSource(names = {"INTAKE", "PAYMENT", "INVENTORY", "ANALYTICS"})
  void rejectsADuplicatedEffect(AuditedService service) {
    run.effects.get(service).add(run.effect(service, 17, 2, 0));

    assertBroken(service, Kind.DUPLICATED, "o-000017");
  }

  @ParameterizedTest
  @EnumSource
  void rejectsAUsersOrdersInTheWrongOrder(AuditedService service) {
    List<Effect> effects = run.effects.get(service);
    int earlier = indexOf(effects, "o-000011");
    int later = indexOf(effects, "o-000021");
    Collections.swap(effects, earlier, later);

    assertBroken(service, Kind.OUT_OF_ORDER, "o-000011");
  }

  @ParameterizedTest
  @EnumSource
  void letsAWokenProcessComeLateOnlyWhereNothingCanRefuseIt(AuditedService service) {
    List<Effect> effects = run.effects.get(service);
    Collections.swap(effects, indexOf(effects, "o-000011"), indexOf(effects, "o-000021"));
    run.zombies.add(new Chronicle.Zombie(1, effects.get(0).atMillis()));

    if (service == NOTIFICATION || service == ANALYTICS) {
      assertThat(Auditor.audit(run.evidence()).verdict()).isEqualTo(Verdict.HELD);
    } else {
      assertBroken(service, Kind.OUT_OF_ORDER, "o-000011");
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"NOTIFICATION", "ANALYTICS"})
  void whatAProcessDidBeforeItWasStoppedMustBeInOrder(AuditedService service) {
    List<Effect> effects = run.effects.get(service);
    Collections.swap(effects, indexOf(effects, "o-000011"), indexOf(effects, "o-000021"));
    run.zombies.add(new Chronicle.Zombie(1, Long.MAX_VALUE));

    assertBroken(service, Kind.OUT_OF_ORDER, "o-000011");
  }

  @Test
  void rejectsAUsersOrdersInTwoPartitions() {
    List<Effect> charges = run.effects.get(PAYMENT);
    Effect charge = charges.get(50);
    charges.set(
        50,
        new Effect(
            charge.orderId(),
            charge.userId(),
            charge.sequence(),
            charge.content(),
            charge.run(),
            charge.atMillis(),
            new Effect.Place("payments-9", 1)));

    assertBroken(PAYMENT, Kind.OUT_OF_ORDER, charge.orderId());
  }

  @Test
  void acceptsAStoredOrderThatWasNeverAcknowledgedIfEveryServiceHasIt() {
    forgetAcknowledgementOfTheLast(10);

    AuditReport report = Auditor.audit(run.evidence());

    assertThat(report.violations()).isEmpty();
    assertThat(of(report, PAYMENT).acknowledged()).isEqualTo(ORDERS - 10);
  }

  @ParameterizedTest
  @EnumSource(names = {"PAYMENT", "INVENTORY", "NOTIFICATION"})
  void rejectsAnUnacknowledgedOrderThatOnlySomeServicesHave(AuditedService service) {
    forgetAcknowledgementOfTheLast(10);
    run.effects.get(service).removeIf(effect -> effect.orderId().equals("o-000195"));

    assertBroken(service, Kind.TORN, "o-000195");
  }

  @ParameterizedTest
  @EnumSource(names = {"PAYMENT", "INVENTORY", "NOTIFICATION", "ANALYTICS"})
  void rejectsAnEffectOfAnOrderThatWasNeverStored(AuditedService service) {
    run.effects.get(service).add(run.effect(service, ORDERS + 5, 2, 0));

    assertBroken(service, Kind.PHANTOM, "o-000205");
  }

  @ParameterizedTest
  @EnumSource(names = {"PAYMENT", "INVENTORY"})
  void rejectsAnEffectThatSaysSomethingElseThanItsOrder(AuditedService service) {
    List<Effect> effects = run.effects.get(service);
    Effect charge = effects.get(0);
    effects.set(
        0,
        new Effect(
            charge.orderId(),
            charge.userId(),
            charge.sequence(),
            Map.of(service == PAYMENT ? "amountCents" : "items", "0"),
            charge.run(),
            charge.atMillis(),
            charge.place()));

    assertBroken(service, Kind.ALTERED, charge.orderId());
  }

  @Test
  void rejectsARepeatedDeliveryUnderAtMostOnceEvenWithoutARepeatedEffect() {
    run.deliveries.add(new BegunDelivery(ANALYTICS, "o-000017", 2, 0));

    assertBroken(ANALYTICS, Kind.DUPLICATED, "o-000017");
  }

  @Test
  void acceptsBalancesThatAreWhatTheOrdersLeft() {
    keepBalances();

    assertThat(Auditor.audit(run.evidence()).verdict()).isEqualTo(Verdict.HELD);
  }

  @ParameterizedTest
  @EnumSource(names = {"PAYMENT", "INVENTORY"})
  void rejectsABalanceFromWhichTooMuchWasTaken(AuditedService service) {
    keepBalances();
    List<Balance> balances = run.balances.get(service);
    Balance balance = balances.remove(1);
    balances.add(new Balance(balance.of(), balance.opening(), balance.now() - 1));

    assertBroken(service, Kind.UNBALANCED, "");
  }

  @ParameterizedTest
  @EnumSource(names = {"PAYMENT", "INVENTORY"})
  void rejectsABalanceThatIsMissing(AuditedService service) {
    keepBalances();
    run.balances.get(service).remove(1);

    assertBroken(service, Kind.UNBALANCED, "");
  }

  @ParameterizedTest
  @EnumSource(names = {"PAYMENT", "INVENTORY"})
  void rejectsABalanceThatNothingWasTakenFromAndThatMoved(AuditedService service) {
    keepBalances();
    run.balances.get(service).add(new Balance("nobody's", 100, 99));

    assertBroken(service, Kind.UNBALANCED, "");
  }

  @Test
  void rejectsEvidenceThatCannotBeRead() {
    run.flaws.add(new Violation(Kind.UNREADABLE, INVENTORY, "", "a failed checksum"));

    assertBroken(INVENTORY, Kind.UNREADABLE, "");
  }

  @Test
  void isInconclusiveWhenNothingWasAcknowledged() {
    run.acknowledged.clear();
    run.effects.values().forEach(List::clear);
    run.deliveries.clear();

    assertInconclusive("nothing to audit");
  }

  @Test
  void isInconclusiveWhenSomeOrdersWereNeverAcknowledged() {
    forgetAcknowledgementOfTheLast(10);

    assertInconclusive("190 of 200 orders");
  }

  @Test
  void isInconclusiveWhenAKillMissed() {
    Chronicle.Kill kill = run.kills.remove(0);
    run.kills.add(new Chronicle.Kill(kill.atMillis(), 1, false, kill.where(), ""));

    assertInconclusive("0 of 1 planned kills");
  }

  @Test
  void isInconclusiveWhenTheServicesNeverCaughtUp() {
    run.drained = false;

    assertInconclusive("caught up");
  }

  @Test
  void callsNothingLostInARunThatWasNotDrained() {
    run.drained = false;
    run.effects.get(PAYMENT).removeIf(effect -> effect.orderId().equals("o-000017"));
    run.flaws.add(new Violation(Kind.UNREADABLE, INVENTORY, "", "a torn batch"));

    assertInconclusive("caught up");
    assertThat(of(Auditor.audit(run.evidence()), PAYMENT).lost()).isEqualTo(1);
  }

  @Test
  void prefersAViolationToADoubt() {
    run.drained = false;
    run.effects.get(INTAKE).add(run.effect(INTAKE, 17, 2, 0));

    assertThat(Auditor.audit(run.evidence()).verdict()).isEqualTo(Verdict.BROKEN);
  }

  /** Balances as the orders leave them. */
  private void keepBalances() {
    Map<String, Long> cents = new TreeMap<>();
    for (Effect order : run.effects.get(INTAKE)) {
      cents.merge(order.userId(), Long.parseLong(order.content().get("amountCents")), Long::sum);
    }
    run.balances.put(PAYMENT, new ArrayList<>());
    cents.forEach(
        (user, taken) ->
            run.balances.get(PAYMENT).add(new Balance(user, 1_000_000, 1_000_000 - taken)));
    run.balances.put(INVENTORY, new ArrayList<>());
    for (int article = 0; article < SyntheticRun.ARTICLES; article++) {
      run.balances
          .get(INVENTORY)
          .add(new Balance("sku-" + article, 1_000, 1_000 - 2L * ORDERS / SyntheticRun.ARTICLES));
    }
  }

  private void forgetAcknowledgementOfTheLast(int orders) {
    Chronicle.Acknowledged last = run.acknowledged.remove(1);
    run.acknowledged.add(
        new Chronicle.Acknowledged(last.atMillis(), last.first(), last.last() - orders, false));
  }

  private void assertBroken(AuditedService service, Kind kind, String orderId) {
    AuditReport report = Auditor.audit(run.evidence());
    assertThat(report.verdict()).isEqualTo(Verdict.BROKEN);
    assertThat(of(report, service).violations())
        .anySatisfy(
            violation -> {
              assertThat(violation.kind()).isEqualTo(kind);
              assertThat(violation.orderId()).isEqualTo(orderId);
            });
  }

  private void assertInconclusive(String doubt) {
    AuditReport report = Auditor.audit(run.evidence());
    assertThat(report.violations()).isEmpty();
    assertThat(report.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
    assertThat(report.doubts()).anyMatch(text -> text.contains(doubt));
  }

  private static ServiceReport of(AuditReport report, AuditedService service) {
    return report.services().get(service.ordinal());
  }

  private static int indexOf(List<Effect> effects, String orderId) {
    for (int i = 0; i < effects.size(); i++) {
      if (effects.get(i).orderId().equals(orderId)) {
        return i;
      }
    }
    throw new AssertionError("no effect of " + orderId);
  }
}
