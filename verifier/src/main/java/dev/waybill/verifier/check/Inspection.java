package dev.waybill.verifier.check;

import dev.waybill.verifier.history.Event;
import dev.waybill.verifier.history.Recorded;
import java.util.Arrays;

/** A checker with the ledger at hand: by the time it looks, the ledger knows the event. */
abstract class Inspection implements Checker {
  final Ledger ledger;
  final Messages messages;
  private final AnomalyKind kind;
  private final Findings findings;

  Inspection(AnomalyKind kind, Ledger ledger, Findings findings) {
    this.kind = kind;
    this.ledger = ledger;
    this.messages = ledger.messages;
    this.findings = findings;
  }

  @Override
  public final AnomalyKind kind() {
    return kind;
  }

  @Override
  public final void see(Recorded recorded) {
    ledger.see(recorded);
    look(recorded, recorded.event());
  }

  /** Nothing: most is said at the end only. */
  void look(Recorded recorded, Event event) {}

  @Override
  public void finish() {}

  /**
   * @param events those that never happened are -1 and left out
   */
  final void report(long message, String what, long... events) {
    findings.add(
        new Finding(
            kind,
            what,
            message,
            Arrays.stream(events)
                .filter(event -> event >= 0)
                .sorted()
                .distinct()
                .boxed()
                .toList()));
  }
}
