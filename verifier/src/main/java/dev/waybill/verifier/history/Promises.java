package dev.waybill.verifier.history;

import dev.waybill.Guarantee;
import java.util.Map;
import java.util.Set;

/**
 * What a run promised, and what it must have done to prove anything: a history's first line.
 *
 * @param run what was run, for a reader
 * @param reproduction a command that runs it again
 * @param publishers by process; exactly-once is an idempotent publisher
 * @param groups by name
 * @param transactionTimeoutMillis after which an open transaction of a dead producer is aborted
 * @param leaseAttempts how often a message may be leased; 0 where there are no leases
 * @param leastOperations with fewer publishes, deliveries and commits the run proves nothing
 * @param plannedFaults names, each of which must have been injected at least once
 */
public record Promises(
    String run,
    String reproduction,
    Map<String, Guarantee> publishers,
    Map<String, GroupPromise> groups,
    long transactionTimeoutMillis,
    int leaseAttempts,
    long leastOperations,
    Set<String> plannedFaults) {

  public Promises {
    publishers = Map.copyOf(publishers);
    groups = Map.copyOf(groups);
    plannedFaults = Set.copyOf(plannedFaults);
  }

  /**
   * @param guarantee of its deliveries, or of its effects where it has any
   * @param committedOnly whether it reads committed messages only
   * @param hasEffects whether its effects are counted at the end
   */
  public record GroupPromise(Guarantee guarantee, boolean committedOnly, boolean hasEffects) {}
}
