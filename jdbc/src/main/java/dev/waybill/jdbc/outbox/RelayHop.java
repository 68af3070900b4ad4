package dev.waybill.jdbc.outbox;

import dev.waybill.Explanation;
import dev.waybill.Guarantee;
import java.util.List;

/** What the explainer says of a relay. */
final class RelayHop {

  private static final String EVERY_DATABASE =
      "the message was written in the transaction of the state change, on a connection without"
          + " autocommit";
  private static final String ONE_DATABASE =
      "the outbox's tables lie in one database that does not lose what it has committed";
  private static final String NOT_ACROSS_KEYS =
      "order between messages of different keys, or without a key";
  private static final String NOT_BY_HAND =
      "rows that are inserted, changed or deleted by hand; a backup that is restored publishes again"
          + " what had been published since";

  private RelayHop() {}

  static Explanation.Hop of(boolean transactions) {
    return transactions ? exactlyOnce() : atLeastOnce();
  }

  private static Explanation.Hop exactlyOnce() {
    return new Explanation.Hop(
        "relay",
        Guarantee.EXACTLY_ONCE,
        "rows and a record that names them are published in one transaction of the lane's id, then"
            + " deleted; who takes the lane over fences it, reads the record and deletes first",
        false,
        false,
        false,
        List.of(
            EVERY_DATABASE,
            ONE_DATABASE,
            "readers read committed messages only",
            "the lanes' topics waybill.outbox.* are kept"),
        List.of(NOT_ACROSS_KEYS, NOT_BY_HAND));
  }

  private static Explanation.Hop atLeastOnce() {
    return new Explanation.Hop(
        "relay",
        Guarantee.AT_LEAST_ONCE,
        "rows are published, awaited and then deleted; the engine has no transactions, so a crash in"
            + " between publishes them again, under the same ids",
        false,
        true,
        false,
        List.of(
            EVERY_DATABASE,
            ONE_DATABASE,
            "the topic has an id, waybill-id, and its consumers de-duplicate by it",
            "a dead relay's lanes are taken over before its messages' ids are forgotten there"),
        List.of(
            NOT_ACROSS_KEYS,
            NOT_BY_HAND,
            "repeats of messages without an id",
            "order, while a relay goes on that was stopped for longer than its lease"));
  }
}
