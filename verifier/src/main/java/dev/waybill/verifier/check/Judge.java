package dev.waybill.verifier.check;

import dev.waybill.verifier.history.Event;
import dev.waybill.verifier.history.Promises;
import dev.waybill.verifier.history.Recorded;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Shows a history to all checkers and says what it proves. Used once, by one thread.
 *
 * <p>A run in which nothing is wrong proves nothing if it did too little, if a planned fault did
 * not happen, or if a partition with acknowledged messages was never read to its end: the checkers
 * could not have noticed. Such a run is inconclusive.
 */
public final class Judge implements Consumer<Recorded> {
  private final Promises promises;
  private final List<Checker> checkers;
  private final Findings findings;
  private final Map<String, Long> faults = new TreeMap<>();
  private final Map<String, BitSet> written = new TreeMap<>();
  private final Map<String, BitSet> drained = new TreeMap<>();
  private long operations;

  /** With all checkers. */
  public static Judge of(Promises promises) {
    Findings findings = new Findings();
    return new Judge(promises, Checkers.all(promises, findings), findings);
  }

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
    if (event instanceof Event.Published published) {
      note(written, published.topic(), published.partition());
    } else if (event instanceof Event.ReadToEnd end) {
      note(drained, end.topic(), end.partition());
    }
    checkers.forEach(checker -> checker.see(recorded));
  }

  private static void note(Map<String, BitSet> partitions, String topic, int partition) {
    if (partition != Event.UNKNOWN_PARTITION) {
      partitions.computeIfAbsent(topic, absent -> new BitSet()).set(partition);
    }
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
    written.forEach(
        (topic, partitions) -> {
          BitSet unread = (BitSet) partitions.clone();
          unread.andNot(drained.getOrDefault(topic, new BitSet()));
          if (!unread.isEmpty()) {
            reasons.add("partitions " + unread + " of " + topic + " were never read to their end");
          }
        });
    return reasons.isEmpty()
        ? new Verdict.Held(operations, faults)
        : new Verdict.Inconclusive(reasons);
  }
}
