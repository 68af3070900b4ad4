package dev.waybill.verifier.planted;

import static dev.waybill.verifier.check.AnomalyKind.ABORTED_READ;
import static dev.waybill.verifier.check.AnomalyKind.DUPLICATE_RECORD;
import static dev.waybill.verifier.check.AnomalyKind.FALSE_OK;
import static dev.waybill.verifier.check.AnomalyKind.LOST_WRITE;
import static dev.waybill.verifier.check.AnomalyKind.POSITION_OUTPUT_SPLIT;
import static dev.waybill.verifier.check.AnomalyKind.POSITION_REGRESSION;
import static dev.waybill.verifier.check.AnomalyKind.STUCK_STABLE_OFFSET;
import static dev.waybill.verifier.check.AnomalyKind.TORN_TRANSACTION;
import static dev.waybill.verifier.check.AnomalyKind.UNSEEN;
import static dev.waybill.verifier.check.AnomalyKind.VOLATILE_READ;
import static dev.waybill.verifier.check.AnomalyKind.ZOMBIE_SUCCESS;
import static dev.waybill.verifier.planted.PlantedBug.named;

import dev.waybill.verifier.check.AnomalyKind;
import java.util.List;

/** Sessions, decisions, markers, and what committed readers see. */
final class TransactionBugs {
  private static final AnomalyKind[] UNDONE = {
    TORN_TRANSACTION,
    POSITION_OUTPUT_SPLIT,
    ABORTED_READ,
    FALSE_OK,
    LOST_WRITE,
    VOLATILE_READ,
    UNSEEN,
    POSITION_REGRESSION
  };
  private static final AnomalyKind[] FENCING = {
    ZOMBIE_SUCCESS, TORN_TRANSACTION, POSITION_OUTPUT_SPLIT, ABORTED_READ, FALSE_OK
  };

  private TransactionBugs() {}

  static List<PlantedBug> all() {
    return List.of(
        named("epoch-not-checked", "A fenced session goes on.")
            .in("broker.core.SessionGuard", "checkEpoch")
            .by(Alter.toNothing())
            .hunted("zombies")
            .quick()
            .shows(FENCING),
        named(
                "late-end-accepted",
                "A late EndTxn of a fenced session ends its successor's transaction.")
            .in("broker.core.SessionGuard", "session")
            .by(Alter.without("SessionGuard.checkEpoch"))
            .hunted("zombies")
            .quick()
            .shows(FENCING),
        named(
                "append-without-epoch-check",
                "A fenced session appends to its successor's transaction.")
            .in("broker.core.TransactionDesk", "checkProducer")
            .by(Alter.without("SessionGuard.checkEpoch"))
            .hunted("zombies")
            .quick()
            .shows(FENCING),
        named("epoch-kept-at-the-end", "A late request of one transaction reaches the next.")
            .in("broker.transaction.ProducerRegistry", "end")
            .by(Alter.passing("ProducerRegistry.after"))
            .hunted("zombies")
            .shows(TORN_TRANSACTION, FALSE_OK, LOST_WRITE, UNSEEN, ZOMBIE_SUCCESS),
        named("epoch-kept-by-a-new-session", "A new session does not fence the old one.")
            .in("broker.transaction.ProducerRegistry", "beginSession")
            .by(Alter.passing("ProducerRegistry.after"))
            .hunted("zombies")
            .shows(FENCING),
        named("fencing-leaves-it-open", "A new session leaves the old one's transaction open.")
            .in("broker.core.TransactionDesk", "initTransactional")
            .by(Alter.without("TransactionDesk.abort"))
            .hunted("zombies")
            .quick()
            .shows(STUCK_STABLE_OFFSET, TORN_TRANSACTION, ABORTED_READ, POSITION_OUTPUT_SPLIT),
        named("timeouts-never-abort", "A dead producer's transaction stays open.")
            .in("broker.transaction.ProducerRegistry", "overdue")
            .by(Alter.toAnswer(null))
            .hunted("calm")
            .shows(STUCK_STABLE_OFFSET),
        named("decision-told-too-early", "A commit is answered before its record is synced.")
            .in("broker.core.TransactionDesk", "end/5")
            .by(Alter.calling("Round.whenSynced", "whenWritten"))
            .hunted("power")
            .quick()
            .shows(UNDONE),
        named("markers-before-the-decision", "Markers are placed before the decision is durable.")
            .in("broker.core.TransactionDesk", "end/4")
            .by(Alter.hooking("Round.afterSync", "runNow"))
            .hunted("power")
            .quick()
            .shows(UNDONE),
        named("partition-not-joined", "A partition of a transaction gets no marker.")
            .in("broker.core.AppendDesk", "append")
            .by(Alter.without("TransactionDesk.join"))
            .quick()
            .shows(STUCK_STABLE_OFFSET, TORN_TRANSACTION, FALSE_OK, UNSEEN),
        named("last-marker-forgotten", "A transaction's last partition gets no marker.")
            .in("broker.core.TransactionDesk", "end/4")
            .by(Alter.mapping("List.copyOf", "withoutLast"))
            .quick()
            .shows(STUCK_STABLE_OFFSET, TORN_TRANSACTION, FALSE_OK, UNSEEN),
        named("every-marker-commits", "The markers of an abort say commit.")
            .in("broker.core.MarkerWriter", "place")
            .by(Alter.alwaysIf(1, 1))
            .quick()
            .shows(ABORTED_READ),
        named(
                "no-markers-after-recovery",
                "A decided transaction keeps no marker if a crash comes first.")
            .in("broker.core.RecoveredTransactions", "finish")
            .by(Alter.without("TransactionDesk.mark"))
            .hunted("power")
            .quick()
            .shows(STUCK_STABLE_OFFSET, FALSE_OK, UNSEEN, TORN_TRANSACTION),
        named("undecided-left-open-by-recovery", "Recovery aborts nothing.")
            .in("broker.core.RecoveredTransactions", "finish")
            .by(Alter.without("Map.forEach"))
            .hunted("power")
            .shows(STUCK_STABLE_OFFSET, TORN_TRANSACTION, POSITION_OUTPUT_SPLIT),
        named("undecided-committed-by-recovery", "Recovery commits what nobody decided.")
            .in("broker.core.TransactionDesk", "abandon")
            .by(Alter.number(0, 1, 3, 1))
            .hunted("power")
            .quick()
            .shows(ABORTED_READ, TORN_TRANSACTION, POSITION_OUTPUT_SPLIT),
        named("restart-interrupts-nobody", "A session commits what a power loss has torn.")
            .in("broker.transaction.ProducerRegistry", "restarted")
            .by(Alter.without("TransactionalProducer.interrupted"))
            .hunted("power")
            .quick()
            .shows(UNDONE),
        named("snapshot-forgets-decisions", "A journal's snapshot takes every decision for done.")
            .in("broker.transaction.ProducerRegistry", "snapshot")
            .by(Alter.alwaysIf(6, 6))
            .hunted("power")
            .shows(UNDONE),
        named("aborted-index-empty", "Committed readers are not told what was aborted.")
            .in("broker.transaction.PartitionTransactions", "ended")
            .by(Alter.neverIf(3, 3))
            .quick()
            .shows(ABORTED_READ),
        named("checkpoint-forgets-aborts", "After a restart aborted messages are read.")
            .in("broker.transaction.PartitionTransactions", "load")
            .by(Alter.keeping("AbortedIndex.plus"))
            .quick()
            .shows(ABORTED_READ),
        named("stable-offset-ignores-open", "Committed readers read open transactions.")
            .in("broker.transaction.PartitionTransactions", "lastStable")
            .by(Alter.instead("NavigableSet.isEmpty", true))
            .quick()
            .shows(ABORTED_READ, TORN_TRANSACTION),
        named("committed-readers-see-everything", "Isolation is not looked at.")
            .in("broker.partition.Offsets", "readableEnd")
            .by(Alter.toHook("highWatermark"))
            .quick()
            .shows(ABORTED_READ, TORN_TRANSACTION),
        named("readers-see-unsynced", "Every reader is shown what is written.")
            .in("broker.partition.Offsets", "readableEnd")
            .by(Alter.toHook("writtenEnd"))
            .quick()
            .shows(ABORTED_READ, VOLATILE_READ),
        named("aborted-positions-count", "Positions of an aborted transaction move the group.")
            .in("broker.group.DurableGroups", "resolve")
            .by(Alter.alwaysIf(3, 4))
            .quick()
            .shows(POSITION_OUTPUT_SPLIT, POSITION_REGRESSION),
        named(
                "staged-positions-forgotten",
                "Positions of a committed transaction do not move the group.")
            .in("broker.core.TransactionDesk", "end/4")
            .by(Alter.without("GroupRegistry.resolve"))
            .quick()
            .shows(POSITION_OUTPUT_SPLIT, DUPLICATE_RECORD),
        named(
                "replay-forgets-staged-positions",
                "After a restart a transaction's positions are those before it.")
            .in("broker.core.JournalReplay", "apply")
            .by(Alter.without("GroupRegistry.resolve"))
            .hunted("power")
            .quick()
            .shows(POSITION_OUTPUT_SPLIT, POSITION_REGRESSION),
        named(
                "snapshot-forgets-staged-positions",
                "A journal's snapshot lacks open transactions' positions.")
            .in("broker.core.Housekeeping", "snapshot")
            .by(Alter.mapping("GroupRegistry.snapshot", "withoutStaged"))
            .hunted("power")
            .elusive(
                "A snapshot must fall between staging and commit, and a crash before "
                    + "the next commit.")
            .shows(POSITION_OUTPUT_SPLIT, POSITION_REGRESSION),
        named(
                "pending-positions-not-told",
                "A member begins before a position that is about to move.")
            .in("broker.group.DurableGroups", "fetch")
            .by(Alter.ignoring("Set.contains", false))
            .hunted("zombies")
            .elusive(
                "A member must be stopped between staging and commit, be expelled, and "
                    + "commit before its transaction times out.")
            .shows(POSITION_OUTPUT_SPLIT, POSITION_REGRESSION));
  }
}
