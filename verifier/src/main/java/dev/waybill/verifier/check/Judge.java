package dev.waybill.verifier.check;

import dev.waybill.verifier.history.Event;
import dev.waybill.verifier.history.Promises;
import dev.waybill.verifier.history.Recorded;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Shows a history to all checkers and says what it proves. Used once, by one thread. */
public final class Judge implements Consumer<Recorded> {
  private final Promises promises;
  private final List<Checker> checkers;
  private final Findings findings;
  private final Map<String, Long> faults = new TreeMap<>();
  private long operations;

  /**
   * @param findings what the checkers add to
   */
  public Judge(Promises promises, List<Checker> checkers, Findings findings) {
    this.promises = promises;
    this.checkers = List.copyOf(checkers);
    this.findings = findings;
  }

  @Override
  public void accept(Recorded recorded) {
    Event event = recorded.event();
    if (event instanceof Event.FaultInjected fault) {
      faults.merge(fault.fault(), 1L, Long::sum);
    } else if (event instanceof Event.Published
        || event instanceof Event.Delivered
        || event instanceof Event.CommitEnded
        || event instanceof Event.TransactionEnded) {
      operations++;
    }
    checkers.forEach(checker -> checker.see(recorded));
  }

  /** The history is over. */
  public Verdict verdict() {
    checkers.forEach(Checker::finish);
    if (!findings.counts().isEmpty()) {
      return new Verdict.Violated(findings.counts(), findings.kept());
    }
    List<String> reasons = new ArrayList<>();
    if (operations < promises.leastOperations()) {
      reasons.add(
          "expected at least "
              + promises.leastOperations()
              + " operations, found "
              + operations
              + ": run it longer");
    }
    promises.plannedFaults().stream()
        .filter(planned -> !faults.containsKey(planned))
        .sorted()
        .forEach(planned -> reasons.add("the planned fault \"" + planned + "\" did not happen"));
    return reasons.isEmpty()
        ? new Verdict.Held(operations, faults)
        : new Verdict.Inconclusive(reasons);
  }
}
