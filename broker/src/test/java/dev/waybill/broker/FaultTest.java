package dev.waybill.broker;

import static dev.waybill.broker.Batches.plain;
import static dev.waybill.broker.Batches.values;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.broker.append.Acks;
import dev.waybill.broker.core.BrokerSettings;
import dev.waybill.broker.error.BrokerException;
import dev.waybill.broker.error.ErrorCode;
import dev.waybill.broker.partition.Isolation;
import dev.waybill.broker.partition.PartitionView;
import dev.waybill.broker.partition.PublishedPartition;
import dev.waybill.broker.topic.TopicPartition;
import dev.waybill.broker.topic.TopicSettings;
import dev.waybill.log.storage.SimulatedStorage;
import dev.waybill.log.storage.SimulatedStorage.Fault;
import java.nio.ByteBuffer;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class FaultTest {
  private static final BrokerSettings SETTINGS = BrokerSettings.defaults(7);
  private static final TopicPartition ORDERS = new TopicPartition("orders", 0);

  private SimulatedStorage storage = new SimulatedStorage();
  private Broker broker;

  @BeforeEach
  void open() throws Exception {
    broker = Broker.open(storage, SETTINGS);
    await(broker.createTopic("orders", TopicSettings.ofPartitions(1)));
    await(broker.append(ORDERS, plain("before"), Acks.SYNCED));
  }

  @AfterEach
  void close() {
    broker.close();
  }

  @Test
  void failedSyncStopsTheBrokerAndLosesNothingAcknowledged() throws Exception {
    CountDownLatch woken = new CountDownLatch(1);
    broker.view(ORDERS).orElseThrow().onAdvance(1, Isolation.READ_COMMITTED, woken::countDown);
    storage.failSync(1);

    assertFails(broker.append(ORDERS, plain("unknown"), Acks.SYNCED), ErrorCode.STORAGE_FAILED);

    assertThat(storage.faults(Fault.SYNC_FAILED)).isEqualTo(1);
    assertThat(broker.isOpen()).isFalse();
    assertThat(broker.failure()).isPresent();
    assertThat(woken.await(20, TimeUnit.SECONDS)).isTrue();
    assertFails(broker.append(ORDERS, plain("after"), Acks.SYNCED), ErrorCode.BROKER_CLOSED);
    assertBeforeSurvives();
  }

  @Test
  void fullDiskStopsTheBrokerAndLosesNothingAcknowledged() throws Exception {
    storage.limitBytes(10);

    assertFails(broker.append(ORDERS, plain("unknown"), Acks.SYNCED), ErrorCode.STORAGE_FAILED);

    assertThat(storage.faults(Fault.DISK_FULL)).isPositive();
    assertBeforeSurvives();
  }

  @Test
  void failedWriteIsNotAcknowledgedAsWritten() {
    storage.failWrite(1);

    assertFails(broker.append(ORDERS, plain("unknown"), Acks.WRITTEN), ErrorCode.STORAGE_FAILED);

    assertThat(storage.faults(Fault.WRITE_FAILED)).isEqualTo(1);
  }

  @Test
  void damageBelowTheDurableMarkIsServedUpToItAndNotWrittenTo() throws Exception {
    await(broker.append(ORDERS, plain("damaged"), Acks.SYNCED));
    damageEndOfOrders();

    assertFails(broker.append(ORDERS, plain("after"), Acks.SYNCED), ErrorCode.CORRUPT_LOG);
    PartitionView view = broker.view(ORDERS).orElseThrow();
    assertThat(view.read(0, Isolation.READ_COMMITTED, 1).nextOffset()).isEqualTo(1);
    assertThatThrownBy(() -> view.read(1, Isolation.READ_COMMITTED, 1))
        .isInstanceOfSatisfying(
            BrokerException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CORRUPT_LOG));
  }

  @Test
  void damageBelowTheDurableMarkStaysDamageHoweverOftenTheBrokerIsReopened() throws Exception {
    await(broker.append(ORDERS, plain("damaged"), Acks.SYNCED));
    damageEndOfOrders();
    for (int again = 0; again < 2; again++) {
      broker.close();
      storage = storage.kill();
      broker = Broker.open(storage, SETTINGS);
    }

    assertFails(broker.append(ORDERS, plain("after"), Acks.SYNCED), ErrorCode.CORRUPT_LOG);
    assertThat(storage.faults(Fault.BIT_FLIPPED)).isEqualTo(1);
  }

  @Test
  void defectLeavesNobodyWaiting() {
    CompletableFuture<Void> culprit = broker.deleteTopic(null);
    CompletableFuture<Void> behind = broker.leave("group", "nobody");

    assertFails(culprit, ErrorCode.BROKER_DEFECT);
    assertThatThrownBy(() -> behind.get(20, TimeUnit.SECONDS))
        .isInstanceOf(ExecutionException.class);
    assertThat(broker.isOpen()).isFalse();
  }

  @Test
  void topicWithADamagedPartitionIsListedAndServedElsewhereAndCanBeDeleted() throws Exception {
    TopicPartition healthy = new TopicPartition("orders", 1);
    await(broker.addPartitions("orders", 2));
    await(broker.append(ORDERS, plain("damaged"), Acks.SYNCED));
    damageEndOfOrders();

    assertThat(broker.topics()).hasSize(1);
    await(broker.append(healthy, plain("m"), Acks.SYNCED));
    assertThat(values(broker.view(healthy).orElseThrow(), Isolation.READ_COMMITTED))
        .containsExactly("m");
    assertFails(broker.append(ORDERS, plain("after"), Acks.SYNCED), ErrorCode.CORRUPT_LOG);
    await(broker.deleteTopic("orders"));
    await(broker.createTopic("orders", TopicSettings.ofPartitions(1)));
    await(broker.append(ORDERS, plain("again"), Acks.SYNCED));
    assertThat(values(broker.view(ORDERS).orElseThrow(), Isolation.READ_COMMITTED))
        .containsExactly("again");
  }

  /** Without its checkpoint the log is scanned, and the journal still knows what was synced. */
  private void damageEndOfOrders() throws Exception {
    String log = broker.view(ORDERS).map(FaultTest::logFile).orElseThrow();
    broker.close();
    storage = storage.kill();
    storage.flipBit(log, (storage.size(log) - 1) * 8);
    storage.delete(log.substring(0, log.lastIndexOf('/')) + "/checkpoint");
    broker = Broker.open(storage, SETTINGS);
    assertThat(storage.faults(Fault.BIT_FLIPPED)).isEqualTo(1);
  }

  @Test
  void damagedJournalIsRefused() throws Exception {
    broker.close();
    storage = storage.kill();
    storage.flipBit("journal", 300);

    assertThatThrownBy(() -> Broker.open(storage, SETTINGS))
        .isInstanceOfSatisfying(
            BrokerException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CORRUPT_LOG));
    assertThat(storage.faults(Fault.BIT_FLIPPED)).isEqualTo(1);
  }

  @Test
  void missingJournalBesideMessagesIsRefused() throws Exception {
    broker.close();
    storage = storage.kill();
    storage.delete("journal");

    assertThatThrownBy(() -> Broker.open(storage, SETTINGS))
        .isInstanceOfSatisfying(
            BrokerException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CORRUPT_LOG));
  }

  @Test
  void damagedBatchIsRefusedBeforeItIsStored() throws Exception {
    ByteBuffer batch = plain("x");
    batch.put(batch.limit() - 1, (byte) 99);

    assertFails(broker.append(ORDERS, batch, Acks.SYNCED), ErrorCode.CORRUPT_MESSAGE);
    assertFails(
        broker.append(ORDERS, ByteBuffer.allocate(10), Acks.SYNCED), ErrorCode.CORRUPT_MESSAGE);
    assertThat(values(broker.view(ORDERS).orElseThrow(), Isolation.READ_WRITTEN))
        .containsExactly("before");
  }

  @Test
  void compressionThatTheFormatDoesNotDefineIsRefused() throws Exception {
    ByteBuffer batch = plain("x");
    int attributes = batch.position() + 21;
    batch.putShort(attributes, (short) 5);
    CRC32C crc = new CRC32C();
    crc.update(batch.duplicate().position(attributes));
    batch.putInt(attributes - Integer.BYTES, (int) crc.getValue());

    assertFails(broker.append(ORDERS, batch, Acks.SYNCED), ErrorCode.INVALID_REQUEST);
    assertThat(values(broker.view(ORDERS).orElseThrow(), Isolation.READ_WRITTEN))
        .containsExactly("before");
  }

  @Test
  void oversizedBatchIsRefused() throws Exception {
    await(broker.createTopic("small", TopicSettings.ofPartitions(1).withMaxBatchBytes(80)));

    assertFails(
        broker.append(new TopicPartition("small", 0), plain("x".repeat(100)), Acks.SYNCED),
        ErrorCode.MESSAGE_TOO_LARGE);
  }

  @Test
  void unknownTopicAndPartitionAreRefused() {
    assertFails(
        broker.append(new TopicPartition("nope", 0), plain("x"), Acks.SYNCED),
        ErrorCode.UNKNOWN_TOPIC_OR_PARTITION);
    assertFails(
        broker.append(new TopicPartition("orders", 9), plain("x"), Acks.SYNCED),
        ErrorCode.UNKNOWN_TOPIC_OR_PARTITION);
  }

  @Test
  void offsetOutsideOfThePartitionIsRefusedWithTheValidRange() {
    PartitionView view = broker.view(ORDERS).orElseThrow();

    assertThatThrownBy(() -> view.read(99, Isolation.READ_COMMITTED, 100))
        .isInstanceOfSatisfying(
            BrokerException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.OFFSET_OUT_OF_RANGE))
        .hasMessageContaining("0 to 1")
        .hasMessageContaining("99");
  }

  @Test
  void failedReadChangesNothingAndMayBeTriedAgain() throws Exception {
    broker.close();
    MisbehavingDisk disk = new MisbehavingDisk(storage.kill());
    broker = Broker.open(disk.storage(), SETTINGS);
    PartitionView view = broker.view(ORDERS).orElseThrow();
    disk.failNext("read", ".log");

    assertThatThrownBy(() -> view.read(0, Isolation.READ_COMMITTED, 100))
        .isInstanceOfSatisfying(
            BrokerException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.READ_FAILED);
              assertThat(e.code().isRetriable()).isTrue();
            })
        .hasMessageContaining("orders-0")
        .hasMessageContaining("try again");
    assertThat(disk.hasFailed()).isTrue();
    assertThat(values(view, Isolation.READ_COMMITTED)).containsExactly("before");
    await(broker.append(ORDERS, plain("after"), Acks.SYNCED));
  }

  private void assertBeforeSurvives() {
    broker.close();
    storage = storage.crash(new Random(1));
    broker = Broker.open(storage, SETTINGS);
    assertThat(values(broker.view(ORDERS).orElseThrow(), Isolation.READ_COMMITTED))
        .startsWith("before");
  }

  private static String logFile(PartitionView view) {
    return ((PublishedPartition) view).directory() + "/00000000000000000000.log";
  }

  private static <T> T await(CompletableFuture<T> future) throws Exception {
    return future.get(20, TimeUnit.SECONDS);
  }

  private static void assertFails(CompletableFuture<?> future, ErrorCode code) {
    assertThatThrownBy(() -> future.get(20, TimeUnit.SECONDS))
        .isInstanceOf(ExecutionException.class)
        .cause()
        .isInstanceOfSatisfying(BrokerException.class, e -> assertThat(e.code()).isEqualTo(code));
  }
}
