package dev.waybill.broker;

import static dev.waybill.broker.Batches.plain;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.broker.append.Acks;
import dev.waybill.broker.append.Appended;
import dev.waybill.broker.core.BrokerSettings;
import dev.waybill.broker.partition.Isolation;
import dev.waybill.broker.partition.ReadResult;
import dev.waybill.broker.topic.TopicPartition;
import dev.waybill.broker.topic.TopicSettings;
import dev.waybill.log.ForeignBatches;
import dev.waybill.log.record.RecordBatch;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Compressed batches of other writers are stored and served as they came. */
@Timeout(30)
class ForeignBatchTest {
  private static final BrokerSettings SETTINGS = BrokerSettings.defaults(7);
  private static final TopicPartition ORDERS = new TopicPartition("orders", 0);

  @TempDir Path directory;
  private Broker broker;

  @BeforeEach
  void open() {
    broker = Broker.open(directory.resolve("data"), SETTINGS);
    broker.createTopic("orders", TopicSettings.ofPartitions(1)).join();
  }

  @AfterEach
  void close() {
    broker.close();
  }

  private ByteBuffer stored(long offset) {
    ReadResult read =
        broker.view(ORDERS).orElseThrow().read(offset, Isolation.READ_COMMITTED, 1 << 16);
    return RecordBatch.at(read.batches(), 0).bytes();
  }

  @ParameterizedTest
  @ValueSource(
      ints = {ForeignBatches.GZIP, ForeignBatches.SNAPPY, ForeignBatches.LZ4, ForeignBatches.ZSTD})
  void onlyTheOffsetAndTheLeaderEpochAreOurs(int codec) {
    ByteBuffer sent = ForeignBatches.opaque(codec, 2_000, 3);
    RecordBatch asWritten = RecordBatch.at(ForeignBatches.opaque(codec, 2_000, 3), 0);
    broker.append(ORDERS, plain("a", "b"), Acks.SYNCED).join();

    Appended appended = broker.append(ORDERS, sent, Acks.SYNCED).join();
    broker.append(ORDERS, plain("c"), Acks.SYNCED).join();

    assertThat(appended.baseOffset()).isEqualTo(2);
    asWritten.setBaseOffset(2);
    asWritten.setPartitionLeaderEpoch(RecordBatch.at(stored(2), 0).partitionLeaderEpoch());
    assertThat(stored(2)).isEqualTo(asWritten.bytes());
    assertThat(RecordBatch.at(stored(5), 0).count()).isEqualTo(1);
    broker.close();
    broker = Broker.open(directory.resolve("data"), SETTINGS);
    assertThat(stored(2)).isEqualTo(asWritten.bytes());
  }
}
