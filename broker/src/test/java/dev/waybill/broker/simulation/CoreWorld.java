package dev.waybill.broker.simulation;

import dev.waybill.broker.Batches;
import dev.waybill.broker.append.Acks;
import dev.waybill.broker.core.BrokerSettings;
import dev.waybill.broker.core.Directory;
import dev.waybill.broker.partition.PartitionView;
import dev.waybill.broker.producer.ProducerIdentity;
import dev.waybill.broker.topic.TopicDescription;
import dev.waybill.broker.topic.TopicPartition;
import dev.waybill.broker.topic.TopicSettings;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;

/** A simulated broker with the topic "orders", for tests that move it step by step. */
abstract class CoreWorld {
  static final TopicPartition ORDERS = new TopicPartition("orders", 0);
  static final Duration TIMEOUT = Duration.ofSeconds(10);

  final BrokerSettings settings =
      BrokerSettings.defaults(3).withRetentionInterval(Duration.ofSeconds(1));
  Runnable betweenWriteAndSync = () -> {};
  final SimulatedBroker broker = new SimulatedBroker(settings, () -> betweenWriteAndSync.run());

  @BeforeEach
  void open() throws Exception {
    broker.open();
    create(TopicSettings.ofPartitions(1).withSegmentBytes(1_024));
  }

  /** What was not synced is lost. */
  static final class NothingSurvives extends Random {
    private static final long serialVersionUID = 1L;

    @Override
    public int nextInt(int bound) {
      return 0;
    }
  }

  TopicSettings retained() {
    return TopicSettings.ofPartitions(1).withSegmentBytes(1_024).withRetentionBytes(1_024);
  }

  final void fill(int messages) {
    for (int i = 0; i < messages; i++) {
      broker.append(ORDERS, Batches.plain("x".repeat(200)), Acks.NONE);
      broker.settle();
    }
  }

  final ProducerIdentity session() {
    CompletableFuture<ProducerIdentity> session =
        broker.ask((core, future) -> core.initProducer("tx", TIMEOUT, Optional.empty(), future));
    broker.settle();
    return session.join();
  }

  final TopicDescription create(String name) {
    CompletableFuture<TopicDescription> created =
        broker.ask((core, future) -> core.createTopic(name, TopicSettings.ofPartitions(1), future));
    broker.settle();
    return created.join();
  }

  final void create(TopicSettings topic) {
    CompletableFuture<TopicDescription> created =
        broker.ask((core, future) -> core.createTopic("orders", topic, future));
    broker.settle();
    created.join();
  }

  final PartitionView view() {
    Directory.Entry entry = broker.core().directory().find("orders");
    List<PartitionView> partitions = entry.partitions();
    return partitions.get(0);
  }
}
