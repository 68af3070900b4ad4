package dev.waybill.broker.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.broker.Batches;
import dev.waybill.broker.append.Acks;
import dev.waybill.broker.append.Appended;
import dev.waybill.broker.core.Core;
import dev.waybill.broker.core.TrimDesk;
import dev.waybill.broker.error.BrokerException;
import dev.waybill.broker.error.ErrorCode;
import dev.waybill.broker.partition.Isolation;
import dev.waybill.broker.partition.PublishedPartition;
import dev.waybill.broker.producer.ProducerIdentity;
import dev.waybill.log.record.Decompressor;
import java.io.IOException;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Messages that were given up by decision. */
class DeletionTest extends CoreWorld {
  @Test
  void deletedMessagesAreHiddenWhenTheDecisionIsSyncedAndNotBefore() {
    fill(10);

    CompletableFuture<Long> deleted = delete(4);

    assertThat(deleted).isNotDone();
    assertThat(view().offsets().logStart()).isZero();
    broker.settle();
    assertThat(deleted.join()).isEqualTo(4);
    assertThat(view().offsets().logStart()).isEqualTo(4);
    assertRefused(() -> view().read(3, Isolation.READ_COMMITTED, 1_000));
    assertThat(Batches.readAll(view(), Isolation.READ_COMMITTED).firstKey()).isEqualTo(4);
  }

  @Test
  void deletedMessagesAreNotFoundByTheirTimes() {
    fill(10);
    delete(4);
    broker.settle();

    assertThat(view().offsetForTimestamp(0, Isolation.READ_COMMITTED)).hasValue(4);
    assertThat(view().youngest(Isolation.READ_COMMITTED, Decompressor.NONE).offset()).isEqualTo(4);
    delete(TrimDesk.HIGH_WATERMARK);
    broker.settle();
    assertThat(view().offsetForTimestamp(0, Isolation.READ_COMMITTED)).isEmpty();
  }

  @Test
  void deletedMessagesStayDeletedThroughAPowerLoss() throws IOException {
    fill(10);
    delete(7);
    broker.settle();

    broker.losePower(new NothingSurvives());
    broker.open();

    assertThat(view().offsets().logStart()).isEqualTo(7);
    Batches.assertDense(view());
  }

  @Test
  void deletedMessagesStayDeletedThroughAJournalSnapshot() throws IOException {
    fill(10);
    delete(7);
    broker.close();
    broker.open();
    broker.close();
    broker.open();

    assertThat(view().offsets().logStart()).isEqualTo(7);
  }

  @Test
  void wholeSegmentsGoWhenRetentionNextLooksThoughTheTopicKeepsEverything() throws IOException {
    fill(20);
    long before = segments();
    delete(18);
    broker.settle();
    assertThat(segments()).isEqualTo(before);

    letRetentionLook();

    assertThat(segments()).isLessThan(before);
    assertThat(view().offsets().logStart()).isEqualTo(18);
    Batches.assertDense(view());
    broker.losePower(new Random(1));
    broker.open();
    assertThat(view().offsets().logStart()).isEqualTo(18);
    Batches.assertDense(view());
  }

  @Test
  void everythingSyncedCanBeDeletedAndThePartitionGoesOn() throws IOException {
    fill(10);
    CompletableFuture<Appended> unsynced = broker.append(ORDERS, Batches.plain("x"), Acks.NONE);
    CompletableFuture<Long> deleted = delete(TrimDesk.HIGH_WATERMARK);
    broker.settle();
    letRetentionLook();

    assertThat(unsynced).isCompleted();
    assertThat(deleted.join()).isEqualTo(10);
    assertThat(Batches.values(view(), Isolation.READ_COMMITTED)).containsExactly("x");
    delete(TrimDesk.HIGH_WATERMARK);
    letRetentionLook();
    broker.losePower(new NothingSurvives());
    broker.open();
    assertThat(view().offsets().logStart()).isEqualTo(11);
    fill(1);
    assertThat(view().offsets().highWatermark()).isEqualTo(12);
  }

  @Test
  void nothingIsDeletedPastTheHighWatermark() {
    fill(2);
    broker.append(ORDERS, Batches.plain("unsynced"), Acks.NONE);

    CompletableFuture<Long> deleted = delete(3);

    assertThatThrownBy(deleted::join)
        .cause()
        .isInstanceOfSatisfying(
            BrokerException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.OFFSET_OUT_OF_RANGE));
    broker.settle();
    assertThat(view().offsets().logStart()).isZero();
  }

  @Test
  void deletingLessThanIsDeletedChangesNothing() {
    fill(5);
    delete(4);

    CompletableFuture<Long> less = delete(2);

    assertThat(less).as("waits for the decision it rests on").isNotDone();
    broker.settle();
    assertThat(less.join()).isEqualTo(4);
    assertThat(delete(1).join()).isEqualTo(4);
  }

  @Test
  void repeatedBatchIsKnownThoughItsOriginalWasDeleted() throws IOException {
    CompletableFuture<ProducerIdentity> session = broker.ask(Core::initProducer);
    broker.settle();
    ProducerIdentity producer = session.join();
    broker.append(ORDERS, Batches.sequenced(producer, 0, "m"), Acks.SYNCED);
    broker.settle();
    delete(TrimDesk.HIGH_WATERMARK);
    letRetentionLook();
    broker.losePower(new NothingSurvives());
    broker.open();

    CompletableFuture<Appended> repeated =
        broker.append(ORDERS, Batches.sequenced(producer, 0, "m"), Acks.SYNCED);
    broker.settle();

    assertThat(repeated.join().duplicate()).isTrue();
    assertThat(repeated.join().baseOffset()).isZero();
  }

  @Test
  void anOpenTransactionGoesOnThoughItsFirstMessagesWereDeleted() {
    ProducerIdentity producer = session();
    broker.append(ORDERS, Batches.transactional(producer, 0, "gone"), Acks.SYNCED);
    broker.settle();
    delete(TrimDesk.HIGH_WATERMARK);
    broker.append(ORDERS, Batches.transactional(producer, 1, "kept"), Acks.SYNCED);
    broker.settle();
    assertThat(Batches.values(view(), Isolation.READ_COMMITTED)).isEmpty();

    broker.<ProducerIdentity>ask((core, future) -> core.endTransaction(producer, true, future));
    broker.settle();

    assertThat(Batches.values(view(), Isolation.READ_COMMITTED)).containsExactly("kept");
  }

  private CompletableFuture<Long> delete(long before) {
    return broker.ask((core, future) -> core.deleteRecords(ORDERS, before, future));
  }

  private void letRetentionLook() {
    broker.settle();
    broker.advance(settings.retentionInterval().toMillis());
    broker.settle();
  }

  private long segments() throws IOException {
    return broker.storage().list(((PublishedPartition) view()).directory()).stream()
        .filter(name -> name.endsWith(".log"))
        .count();
  }

  private static void assertRefused(Runnable read) {
    assertThatThrownBy(read::run)
        .isInstanceOfSatisfying(
            BrokerException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.OFFSET_OUT_OF_RANGE));
  }
}
