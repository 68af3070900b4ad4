package dev.waybill.embedded.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.broker.Broker;
import dev.waybill.broker.append.Acks;
import dev.waybill.broker.core.BrokerSettings;
import dev.waybill.broker.topic.TopicSettings;
import dev.waybill.engine.PublisherSettings;
import dev.waybill.engine.RetrySchedule;
import dev.waybill.error.OutcomeUnknownException;
import dev.waybill.error.RejectedException;
import dev.waybill.error.WaybillException;
import dev.waybill.message.Durability;
import dev.waybill.message.Headers;
import dev.waybill.message.TopicPartition;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Something throws on the sender's thread: whoever waits is told, and nobody waits for ever. */
class SenderDefectTest {
  private static final TopicPartition ORDERS = new TopicPartition("orders", 0);
  private static final String SENDER = "the sender";

  @TempDir Path directory;
  private Broker broker;
  private volatile boolean clockBroken;

  @BeforeEach
  void open() {
    broker = Broker.open(directory.resolve("data"), BrokerSettings.defaults(1));
    broker.createTopic("orders", TopicSettings.ofPartitions(1)).join();
  }

  @AfterEach
  void close() {
    broker.close();
  }

  private long nanos() {
    if (clockBroken && Thread.currentThread().getName().equals(SENDER)) {
      throw new IllegalStateException("the clock is broken");
    }
    return System.nanoTime();
  }

  private BatchingPublisher publisher(Duration linger) {
    PublisherSettings settings =
        new PublisherSettings(
            dev.waybill.engine.Acks.SYNCED,
            true,
            linger,
            2 * 1024,
            4 * 1024,
            Duration.ofMinutes(1),
            new RetrySchedule() {
              @Override
              public int maxAttempts() {
                return 3;
              }

              @Override
              public Duration delayAfter(int failedAttempts, RandomGenerator random) {
                return Duration.ofMillis(1);
              }
            },
            Duration.ofMinutes(1));
    PublishMode mode = new PublishMode(Acks.SYNCED, true, false, 1 << 20, this::nanos);
    return new BatchingPublisher(
        SENDER, broker, broker.initProducer().join(), settings, mode, closed -> {});
  }

  @Test
  void everyUnansweredMessageIsUnknownAndWhatFollowsIsRefused() {
    List<WaybillException> failures = new CopyOnWriteArrayList<>();
    BatchingPublisher publisher = publisher(Duration.ofSeconds(30));
    for (int i = 0; i < 5; i++) {
      publisher.publish(ORDERS, i, null, new byte[100], Headers.empty(), failing(failures));
    }
    clockBroken = true;

    publisher.flush();

    assertThat(failures)
        .hasSize(5)
        .allSatisfy(
            failure ->
                assertThat(failure)
                    .isInstanceOf(OutcomeUnknownException.class)
                    .hasMessageContaining("the clock is broken"));
    assertThatThrownBy(
            () -> publisher.publish(ORDERS, 9, null, new byte[1], Headers.empty(), new Ignoring()))
        .isInstanceOf(RejectedException.class)
        .hasMessageContaining("defect");
    publisher.close();
  }

  @Test
  void whoWaitsForRoomIsRefusedInsteadOfWaiting() {
    BatchingPublisher publisher = publisher(Duration.ofSeconds(30));
    clockBroken = true;

    assertThatThrownBy(
            () -> {
              for (int i = 0; i < 1_000; i++) {
                publisher.publish(ORDERS, i, null, new byte[100], Headers.empty(), new Ignoring());
              }
            })
        .isInstanceOf(RejectedException.class)
        .hasMessageContaining("the clock is broken");
    publisher.close();
  }

  @Test
  void aCompletionThatFailsWithAnErrorDoesNotKeepOthersFromTheirs() {
    List<Long> told = new CopyOnWriteArrayList<>();
    BatchingPublisher publisher = publisher(Duration.ofMillis(20));
    for (int i = 0; i < 10; i++) {
      publisher.publish(
          ORDERS,
          i,
          null,
          new byte[100],
          Headers.empty(),
          new Ignoring() {
            @Override
            public void done(TopicPartition partition, long offset, Durability durability) {
              told.add(offset);
              throw new StackOverflowError("the application's");
            }
          });
    }
    publisher.flush();

    assertThat(told).containsExactly(0L, 1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L);
    publisher.close();
  }

  private static Ignoring failing(List<WaybillException> failures) {
    return new Ignoring() {
      @Override
      public void failed(WaybillException failure) {
        failures.add(failure);
      }
    };
  }
}
