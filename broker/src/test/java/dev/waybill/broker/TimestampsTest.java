package dev.waybill.broker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.broker.append.Acks;
import dev.waybill.broker.append.Appended;
import dev.waybill.broker.core.BrokerSettings;
import dev.waybill.broker.error.BrokerException;
import dev.waybill.broker.error.ErrorCode;
import dev.waybill.broker.partition.Isolation;
import dev.waybill.broker.producer.ProducerIdentity;
import dev.waybill.broker.topic.Timestamps;
import dev.waybill.broker.topic.Timestamps.Source;
import dev.waybill.broker.topic.TopicPartition;
import dev.waybill.broker.topic.TopicSettings;
import dev.waybill.log.record.BatchBuilder;
import dev.waybill.log.record.RecordBatch;
import dev.waybill.log.record.RecordCursor;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class TimestampsTest {
  private static final TopicPartition ORDERS = new TopicPartition("orders", 0);
  private static final Duration HOUR = Duration.ofHours(1);

  @TempDir Path directory;
  private Broker broker;

  @BeforeEach
  void open() {
    broker = Broker.open(directory, BrokerSettings.defaults(7));
  }

  @AfterEach
  void close() {
    broker.close();
  }

  @Test
  void messagesGetTheTimeOfTheAppendAndThePublisherIsTold() throws Exception {
    create(Timestamps.DEFAULT.withSource(Source.LOG_APPEND_TIME));
    long before = System.currentTimeMillis();

    Appended appended = append(messages(1_000, 2_000));

    long stamp = appended.appendTimeMillis().orElseThrow();
    assertThat(stamp).isBetween(before, System.currentTimeMillis());
    RecordCursor stored = stored();
    assertThat(stored.next()).isTrue();
    assertThat(stored.timestamp()).isEqualTo(stamp);
    assertThat(stored.next()).isTrue();
    assertThat(stored.timestamp()).isEqualTo(stamp);
  }

  @Test
  void theSameBytesMayComeAgainAfterARefusal() throws Exception {
    create(Timestamps.DEFAULT.withSource(Source.LOG_APPEND_TIME));
    ProducerIdentity producer = get(broker.initProducer());
    ByteBuffer second = Batches.sequenced(producer, 1, "b");
    assertRefused(second, ErrorCode.OUT_OF_ORDER_SEQUENCE);
    append(Batches.sequenced(producer, 0, "a"));

    append(second);

    assertThat(Batches.values(broker.view(ORDERS).orElseThrow(), Isolation.READ_COMMITTED))
        .containsExactly("a", "b");
  }

  @Test
  void publishersTimesAreKeptByDefaultWhateverTheyAre() throws Exception {
    create(Timestamps.DEFAULT);

    Appended appended = append(messages(1_000, Long.MAX_VALUE));

    assertThat(appended.appendTimeMillis()).isEmpty();
    RecordCursor stored = stored();
    assertThat(stored.next()).isTrue();
    assertThat(stored.timestamp()).isEqualTo(1_000);
  }

  @Test
  void aMessageTooOldIsRefusedWhereverItIsInItsBatch() throws Exception {
    create(Timestamps.DEFAULT.withMaxBefore(HOUR));
    long now = System.currentTimeMillis();

    append(messages(now, now - HOUR.toMillis() / 2));
    assertRefused(messages(now, now - 2 * HOUR.toMillis(), now), ErrorCode.INVALID_TIMESTAMP);

    assertThat(broker.view(ORDERS).orElseThrow().offsets().writtenEnd()).isEqualTo(2);
  }

  @Test
  void aMessageFromTheFutureIsRefused() throws Exception {
    create(Timestamps.DEFAULT.withMaxAfter(HOUR));
    long now = System.currentTimeMillis();

    append(messages(1, now + HOUR.toMillis() / 2));
    assertRefused(messages(now, now + 2 * HOUR.toMillis()), ErrorCode.INVALID_TIMESTAMP);
    assertRefused(messages(now, Long.MAX_VALUE), ErrorCode.INVALID_TIMESTAMP);
  }

  @Test
  void aMessageWithoutATimeIsNeitherTooOldNorTooYoung() throws Exception {
    create(Timestamps.DEFAULT.withMaxBefore(Duration.ZERO).withMaxAfter(HOUR));

    assertThat(append(messages(-1)).baseOffset()).isZero();
  }

  @Test
  void onlyTheBrokerMarksBatchesAsStamped() throws Exception {
    create(Timestamps.DEFAULT);
    ByteBuffer batch = messages(1_000);
    RecordBatch.at(batch, 0).stampAppendTime(2_000);

    assertRefused(batch, ErrorCode.INVALID_TIMESTAMP);
  }

  @Test
  void changedRulesHoldFromTheNextAppendOn() throws Exception {
    create(Timestamps.DEFAULT);
    append(messages(1_000));

    TopicSettings settings = broker.topic("orders").orElseThrow().settings();
    get(
        broker.alterTopic(
            "orders", settings.withTimestamps(Timestamps.DEFAULT.withMaxBefore(HOUR))));

    assertRefused(messages(1_000), ErrorCode.INVALID_TIMESTAMP);
  }

  private void create(Timestamps rules) throws Exception {
    get(broker.createTopic("orders", TopicSettings.ofPartitions(1).withTimestamps(rules)));
  }

  private Appended append(ByteBuffer batch) throws Exception {
    return get(broker.append(ORDERS, batch, Acks.SYNCED));
  }

  private void assertRefused(ByteBuffer batch, ErrorCode code) {
    CompletableFuture<Appended> appended = broker.append(ORDERS, batch, Acks.SYNCED);
    assertThatThrownBy(() -> get(appended))
        .cause()
        .isInstanceOfSatisfying(BrokerException.class, e -> assertThat(e.code()).isEqualTo(code));
  }

  private RecordCursor stored() {
    ByteBuffer batches =
        broker.view(ORDERS).orElseThrow().read(0, Isolation.READ_COMMITTED, 1 << 16).batches();
    RecordBatch batch = RecordBatch.at(batches, 0);
    assertThat(batch.isCrcValid()).isTrue();
    return batch.records();
  }

  private static ByteBuffer messages(long... timestamps) {
    BatchBuilder builder = new BatchBuilder(1 << 10, 1 << 16);
    for (long timestamp : timestamps) {
      assertThat(builder.tryAppend(timestamp, null, "m".getBytes(UTF_8), List.of())).isTrue();
    }
    return builder.build();
  }

  private static <T> T get(CompletableFuture<T> future) throws Exception {
    return future.get(20, TimeUnit.SECONDS);
  }
}
