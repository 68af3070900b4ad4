package dev.waybill.verifier.planted;

import static dev.waybill.verifier.check.AnomalyKind.ACKNOWLEDGED_BEFORE_DURABLE;
import static dev.waybill.verifier.check.AnomalyKind.DUPLICATE_RECORD;
import static dev.waybill.verifier.check.AnomalyKind.FALSE_OK;
import static dev.waybill.verifier.check.AnomalyKind.INCONSISTENT_OFFSET;
import static dev.waybill.verifier.check.AnomalyKind.LOST_WRITE;
import static dev.waybill.verifier.check.AnomalyKind.NON_MONOTONIC_SEND;
import static dev.waybill.verifier.check.AnomalyKind.UNSEEN;
import static dev.waybill.verifier.planted.PlantedBug.named;

import java.util.List;

/** Idempotent publishing. */
final class ProducerBugs {
  private ProducerBugs() {}

  static List<PlantedBug> all() {
    return List.of(
        named("sequence-not-checked", "Every repetition of a batch is stored once more.")
            .in("broker.producer.PartitionProducers", "check")
            .by(Alter.toAnswer(null))
            .quick()
            .shows(DUPLICATE_RECORD, NON_MONOTONIC_SEND),
        named("sequence-gap-accepted", "A batch overtakes the one before it.")
            .in("broker.producer.PartitionProducers", "check")
            .by(Alter.notThrowing("PartitionProducers.gap#3", null))
            .hunted("network")
            .shows(UNSEEN, NON_MONOTONIC_SEND, DUPLICATE_RECORD),
        named("recovery-forgets-producers", "After a restart repetitions are stored once more.")
            .in("broker.core.Recovery$Rebuilding", "batch")
            .by(Alter.toNothing())
            .hunted("power")
            .quick()
            .shows(DUPLICATE_RECORD),
        named("checkpoint-without-producers", "A checkpoint forgets who published up to there.")
            .in("broker.core.PartitionState", "load")
            .by(Alter.hooking("PartitionProducers.load", "noProducers"))
            .hunted("power")
            .shows(DUPLICATE_RECORD),
        named("producers-forgotten-at-once", "Producers' state expires while they are at work.")
            .in("broker.core.Housekeeping", "retentions")
            .by(Alter.instead("Duration.toMillis#2", -3_600_000))
            .quick()
            .shows(DUPLICATE_RECORD, NON_MONOTONIC_SEND),
        named(
                "producer-id-told-too-early",
                "Two publishers get one id, the second is deduplicated away.")
            .in("broker.core.TransactionDesk", "initIdempotent")
            .by(Alter.calling("Round.whenSynced", "whenWritten"))
            .hunted("power")
            .shows(FALSE_OK, LOST_WRITE, UNSEEN, INCONSISTENT_OFFSET),
        named("snapshot-forgets-producer-ids", "After a restart ids are given out again.")
            .in("broker.transaction.ProducerRegistry", "snapshot")
            .by(Alter.neverIf(1, 6))
            .hunted("power")
            .shows(FALSE_OK, LOST_WRITE, UNSEEN, INCONSISTENT_OFFSET),
        named(
                "repetition-answered-with-another-offset",
                "A repeated batch is said to be elsewhere.")
            .in("broker.core.AppendDesk", "repeat")
            .by(Alter.calling("StoredBatch.baseOffset", "lastOffset"))
            .quick()
            .shows(FALSE_OK, INCONSISTENT_OFFSET),
        named(
                "repetition-answered-before-sync",
                "A repeated batch is answered while the first is on its way.")
            .in("broker.core.AppendDesk", "repeat")
            .by(Alter.alwaysIf(2, 2))
            .quick()
            .shows(ACKNOWLEDGED_BEFORE_DURABLE, LOST_WRITE, UNSEEN));
  }
}
