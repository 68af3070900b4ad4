package dev.waybill.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.admin.TopicSettings;
import dev.waybill.broker.Broker;
import dev.waybill.broker.SimulatedBroker;
import dev.waybill.broker.core.BrokerSettings;
import dev.waybill.broker.partition.Isolation;
import dev.waybill.engine.Acks;
import dev.waybill.engine.Engine;
import dev.waybill.engine.EnginePublisher;
import dev.waybill.log.record.RecordBatch;
import dev.waybill.log.record.RecordBatches;
import dev.waybill.log.storage.SimulatedStorage;
import dev.waybill.message.TopicPartition;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** When a publisher without a linger sends what it gathers. */
class SealingTest {
  private static final int PARTITIONS = 4;
  private static final int EACH = 10;

  private final StalledStorage disk = new StalledStorage(new SimulatedStorage());
  private Broker broker;
  private Engine engine;

  @BeforeEach
  void open() {
    BrokerSettings settings = BrokerSettings.defaults(1);
    broker = SimulatedBroker.open(disk, settings);
    engine = new EmbeddedEngine(broker, settings);
    engine.topics().create("orders", TopicSettings.partitions(PARTITIONS));
  }

  @AfterEach
  void close() {
    disk.goOn();
    engine.close();
  }

  @Test
  void idlePartitionsFillOneBatchWhileAnotherIsOnTheDisk() throws Exception {
    EnginePublisher publisher = engine.publisher(Settings.publisher(Acks.SYNCED));
    disk.stall();
    Answer onTheDisk = Messages.publish(publisher, partition(0), "first");
    disk.awaitStalled();

    List<Answer> gathered = new ArrayList<>();
    for (int i = 0; i < EACH; i++) {
      for (int p = 1; p < PARTITIONS; p++) {
        gathered.add(Messages.publish(publisher, partition(p), "m" + i));
      }
    }
    disk.goOn();

    assertThat(onTheDisk.stored().offset()).isZero();
    for (Answer answer : gathered) {
      answer.stored();
    }
    for (int p = 1; p < PARTITIONS; p++) {
      assertThat(batchSizes(p)).as("partition %d", p).containsExactly(EACH);
    }
  }

  @Test
  void nobodyIsForgottenWhenAnswersAndPublishesRace() throws Exception {
    EnginePublisher publisher = engine.publisher(Settings.publisher(Acks.SYNCED));
    for (int round = 0; round < 2_000; round++) {
      Answer one = Messages.publish(publisher, partition(round % PARTITIONS), "one");
      Answer other = Messages.publish(publisher, partition((round + 1) % PARTITIONS), "other");
      one.stored();
      other.stored();
    }
  }

  private static TopicPartition partition(int number) {
    return new TopicPartition("orders", number);
  }

  private List<Integer> batchSizes(int partition) {
    List<Integer> sizes = new ArrayList<>();
    var read =
        broker
            .view(new dev.waybill.broker.topic.TopicPartition("orders", partition))
            .orElseThrow()
            .read(0, Isolation.READ_COMMITTED, Integer.MAX_VALUE);
    for (RecordBatch batch : RecordBatches.in(read.batches())) {
      sizes.add(batch.count());
    }
    return sizes;
  }
}
