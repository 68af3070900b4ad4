package dev.waybill.embedded.publish;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.broker.Broker;
import dev.waybill.broker.append.Acks;
import dev.waybill.broker.core.BrokerSettings;
import dev.waybill.broker.topic.TopicSettings;
import dev.waybill.engine.PublishCompletion;
import dev.waybill.engine.PublisherSettings;
import dev.waybill.engine.RetrySchedule;
import dev.waybill.error.RetriableException;
import dev.waybill.error.WaybillException;
import dev.waybill.message.Durability;
import dev.waybill.message.Headers;
import dev.waybill.message.TopicPartition;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The broker refuses, because what it is told of its bounds differs from what the engine knows. */
class RefusalsTest {
  private static final TopicPartition ORDERS = new TopicPartition("orders", 0);
  private static final int BATCH_BYTES = 2 * 1024;

  @TempDir Path directory;

  @Test
  void refusedBatchesAreStoredLaterInOrderAndOnce() {
    BrokerSettings tight = BrokerSettings.defaults(1).withMaxUnwrittenBytes(2 * BATCH_BYTES);
    try (Broker broker = open(tight)) {
      Offsets offsets = new Offsets();
      BatchingPublisher publisher = publisher(broker, 3, Duration.ofMinutes(1));

      int count = 5_000;
      for (int i = 0; i < count; i++) {
        publisher.publish(ORDERS, i, null, new byte[100], Headers.empty(), offsets);
      }
      publisher.close();

      assertThat(publisher.refusals()).isPositive();
      assertThat(offsets.failures).isEmpty();
      assertThat(offsets.done).hasSize(count).isSorted().doesNotHaveDuplicates();
      assertThat(offsets.done.get(count - 1)).isEqualTo(count - 1);
    }
  }

  @Test
  void theLastAttemptFailsAsRetriableAndWhatFollowsGoesOn() {
    // A reserve no disk has: every append is refused, nothing is stored.
    BrokerSettings full = BrokerSettings.defaults(1).withDiskReserveBytes(Long.MAX_VALUE / 2);
    Offsets offsets = new Offsets();
    try (Broker broker = open(full)) {
      BatchingPublisher publisher = publisher(broker, 3, Duration.ofMinutes(1));
      for (int i = 0; i < 100; i++) {
        publisher.publish(ORDERS, i, null, new byte[100], Headers.empty(), offsets);
      }
      publisher.flush();

      assertThat(publisher.refusals()).isGreaterThanOrEqualTo(3);
      assertThat(offsets.done).isEmpty();
      assertThat(offsets.failures).hasSize(100);
      assertThat(offsets.failures.get(0))
          .isInstanceOf(RetriableException.class)
          .hasMessageContaining("3 of 3 attempts")
          .hasMessageContaining("nothing was stored");
      publisher.close();
    }
  }

  @Test
  void theDeliveryTimeoutEndsRetriesEarlier() {
    BrokerSettings full = BrokerSettings.defaults(1).withDiskReserveBytes(Long.MAX_VALUE / 2);
    Offsets offsets = new Offsets();
    try (Broker broker = open(full)) {
      BatchingPublisher publisher = publisher(broker, Integer.MAX_VALUE, Duration.ofMillis(200));
      publisher.publish(ORDERS, 1, null, new byte[100], Headers.empty(), offsets);
      publisher.flush();

      assertThat(offsets.failures).hasSize(1);
      assertThat(offsets.failures.get(0))
          .isInstanceOf(RetriableException.class)
          .hasMessageContaining("delivery timeout");
      publisher.close();
    }
  }

  private Broker open(BrokerSettings settings) {
    Broker broker = Broker.open(directory.resolve("data"), settings);
    broker.createTopic("orders", TopicSettings.ofPartitions(1)).join();
    return broker;
  }

  private static BatchingPublisher publisher(Broker broker, int attempts, Duration delivery) {
    PublisherSettings settings =
        new PublisherSettings(
            dev.waybill.engine.Acks.SYNCED,
            true,
            Duration.ZERO,
            BATCH_BYTES,
            1024 * 1024,
            Duration.ofMinutes(1),
            every(Duration.ofMillis(5), attempts),
            delivery);
    PublishMode unaware =
        new PublishMode(Acks.SYNCED, true, false, Long.MAX_VALUE / 2, System::nanoTime);
    return new BatchingPublisher(
        "publisher", broker, broker.initProducer().join(), settings, unaware, closed -> {});
  }

  private static RetrySchedule every(Duration delay, int attempts) {
    return new RetrySchedule() {
      @Override
      public int maxAttempts() {
        return attempts;
      }

      @Override
      public Duration delayAfter(int failedAttempts, RandomGenerator random) {
        return delay;
      }
    };
  }

  private static final class Offsets implements PublishCompletion {
    final List<Long> done = Collections.synchronizedList(new ArrayList<>());
    final List<WaybillException> failures = Collections.synchronizedList(new ArrayList<>());

    @Override
    public void done(TopicPartition partition, long offset, Durability durability) {
      done.add(offset);
    }

    @Override
    public void failed(WaybillException failure) {
      failures.add(failure);
    }
  }
}
