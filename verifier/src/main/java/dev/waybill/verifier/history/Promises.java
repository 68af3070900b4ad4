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
 * @param compactedTopics which may forget a message once a later one of its key is stored
 */
public record Promises(
    String run,
    String reproduction,
    Map<String, Guarantee> publishers,
    Map<String, GroupPromise> groups,
    long transactionTimeoutMillis,
    int leaseAttempts,
    long leastOperations,
    Set<String> plannedFaults,
    Set<String> compactedTopics) {

  public Promises {
    publishers = Map.copyOf(publishers);
    groups = Map.copyOf(groups);
    plannedFaults = Set.copyOf(plannedFaults);
    compactedTopics = Set.copyOf(compactedTopics);
  }

  /** No topic is compacted. */
  public Promises(
      String run,
      String reproduction,
      Map<String, Guarantee> publishers,
      Map<String, GroupPromise> groups,
      long transactionTimeoutMillis,
      int leaseAttempts,
      long leastOperations,
      Set<String> plannedFaults) {
    this(
        run,
        reproduction,
        publishers,
        groups,
        transactionTimeoutMillis,
        leaseAttempts,
        leastOperations,
        plannedFaults,
        Set.of());
  }

  /** In which order one member of a group gets the messages of one partition. */
  public enum Order {
    /** By offset. */
    PARTITION,
    /** By offset within a key; keys overtake each other. */
    KEY,
    /** None: a work queue. */
    NONE
  }

  /**
   * @param guarantee of its deliveries, or of its effects where it has any
   * @param committedOnly whether it reads committed messages only
   * @param hasEffects whether its effects are counted at the end
   * @param order in which deliveries were recorded: by key where handlers run in lanes
   */
  public record GroupPromise(
      Guarantee guarantee, boolean committedOnly, boolean hasEffects, Order order) {

    /** In the order of offsets. */
    public GroupPromise(Guarantee guarantee, boolean committedOnly, boolean hasEffects) {
      this(guarantee, committedOnly, hasEffects, Order.PARTITION);
    }
  }
}
