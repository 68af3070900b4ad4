package dev.waybill.server.transaction;

import dev.waybill.broker.transaction.TransactionDescription;
import java.util.Set;

/** The states of a transaction as Kafka's tools spell them. */
final class WireStates {
  /**
   * All that the protocol knows. A decision and its markers are one step here, so that nothing is
   * ever seen preparing.
   */
  static final Set<String> ALL =
      Set.of(
          "Empty",
          "Ongoing",
          "PrepareCommit",
          "PrepareAbort",
          "CompleteCommit",
          "CompleteAbort",
          "Dead",
          "PrepareEpochFence");

  private WireStates() {}

  static String of(TransactionDescription.State state) {
    return switch (state) {
      case EMPTY -> "Empty";
      case ONGOING -> "Ongoing";
      case COMMITTED -> "CompleteCommit";
      case ABORTED -> "CompleteAbort";
    };
  }
}
