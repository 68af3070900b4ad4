package dev.waybill.verifier.planted;

import static dev.waybill.verifier.check.AnomalyKind.DUPLICATE_EFFECT;
import static dev.waybill.verifier.check.AnomalyKind.LOST_EFFECT;
import static dev.waybill.verifier.check.AnomalyKind.OUTBOX_GAP_OR_INVERSION;
import static dev.waybill.verifier.planted.PlantedBug.named;

import java.util.List;

/** The delivery loops, inbox and outbox. They have runs of their own, of one seed each. */
final class DeliveryBugs {
  private DeliveryBugs() {}

  static List<PlantedBug> all() {
    return List.of(
        named("commit-before-process", "An at-least-once position moves before the handler runs.")
            .in("runtime.deliver.LaneLoop", "step")
            .by(Alter.instead("SubscriptionSettings.commitsFirst", true))
            .once("deliver:at-least-once")
            .shows(LOST_EFFECT),
        named("process-before-commit", "An at-most-once handler runs before the position moves.")
            .in("runtime.deliver.LaneLoop", "step")
            .by(Alter.instead("SubscriptionSettings.commitsFirst", false))
            .once("deliver:at-most-once")
            .slow() // waits until nobody gets anything any more
            .shows(DUPLICATE_EFFECT),
        named("dead-letter-not-stored", "A message is given up, and its dead letter is not kept.")
            .in("runtime.deliver.Aftermath", "afterFailure")
            .by(Alter.without("DeadLetters.publish"))
            .once("deliver:dead-letters")
            .shows(LOST_EFFECT),
        named(
                "rewind-forgotten-after-abort",
                "After an abort the consumer reads on from where it was.")
            .in("runtime.deliver.TransactionLoop", "rewind")
            .by(Alter.without("EngineConsumer.seek"))
            .once("deliver:exactly-once")
            .shows(LOST_EFFECT),
        named(
                "positions-outside-the-transaction",
                "Outputs are committed, and their positions are not.")
            .in("runtime.deliver.TransactionSession", "stage")
            .by(Alter.without("EngineTransactions.commitPositions"))
            .once("deliver:exactly-once")
            .shows(DUPLICATE_EFFECT),
        named("select-then-insert", "An id is looked for before it is inserted.")
            .in("jdbc.dialect.CountedIds", "rowByRow")
            .by(Alter.toHook("DatabaseHooks", "selectThenInsert"))
            .once("database:ids")
            .shows(DUPLICATE_EFFECT),
        named(
                "position-moved-blindly",
                "A zombie's position is not compared with the one that is there.")
            .in("jdbc.InboxTransaction", "compareAndSet")
            .by(Alter.ignoring("PreparedStatement.executeUpdate", 1))
            .once("database:positions")
            .shows(DUPLICATE_EFFECT),
        named(
                "id-cursor-in-the-outbox",
                "A relay remembers the last id, and passes rows that commit late.")
            .in("jdbc.outbox.RowReader", "read")
            .by(Alter.results("DatabaseHooks", "behindTheCursor"))
            .once("database:outbox")
            .shows(OUTBOX_GAP_OR_INVERSION));
  }
}
