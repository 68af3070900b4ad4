package dev.waybill.embedded;

import dev.waybill.engine.Acks;
import dev.waybill.engine.AssignmentListener;
import dev.waybill.engine.ConsumerSettings;
import dev.waybill.engine.Isolation;
import dev.waybill.engine.PublisherSettings;
import dev.waybill.engine.RetrySchedule;
import dev.waybill.engine.TransactionSettings;
import dev.waybill.message.StartPosition;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;

/** Settings as the runtime would choose them, short where tests wait. */
final class Settings {
  static final int BATCH_BYTES = 256 * 1024;
  static final int BUFFER_BYTES = 16 * 1024 * 1024;

  private Settings() {}

  static PublisherSettings publisher(Acks acks) {
    return publisher(acks, Duration.ZERO, BATCH_BYTES, BUFFER_BYTES);
  }

  static PublisherSettings publisher(
      Acks acks, Duration linger, int maxBatchBytes, long maxBufferedBytes) {
    return new PublisherSettings(
        acks,
        true,
        linger,
        maxBatchBytes,
        maxBufferedBytes,
        Duration.ofSeconds(60),
        retries(10),
        Duration.ofMinutes(2));
  }

  static RetrySchedule retries(int attempts) {
    return new RetrySchedule() {
      @Override
      public int maxAttempts() {
        return attempts;
      }

      @Override
      public Duration delayAfter(int failedAttempts, RandomGenerator random) {
        return Duration.ofMillis(5L * failedAttempts);
      }
    };
  }

  static TransactionSettings transactions(String id) {
    return new TransactionSettings(id, Duration.ofSeconds(60), publisher(Acks.SYNCED));
  }

  static ConsumerSettings member(String group, String topic, AssignmentListener listener) {
    return consumer(Optional.of(group), topic, StartPosition.earliest(), listener);
  }

  static ConsumerSettings broadcast(String topic, StartPosition startAt) {
    return consumer(Optional.empty(), topic, startAt, new Listening());
  }

  static ConsumerSettings consumer(
      Optional<String> group, String topic, StartPosition startAt, AssignmentListener listener) {
    return new ConsumerSettings(
        group,
        Set.of(topic),
        Isolation.READ_COMMITTED,
        startAt,
        10_000,
        1024 * 1024,
        Duration.ofSeconds(30),
        listener);
  }

  static ConsumerSettings with(ConsumerSettings given, Isolation isolation) {
    return new ConsumerSettings(
        given.group(),
        given.topics(),
        isolation,
        given.startAt(),
        given.maxBatchMessages(),
        given.maxBatchBytes(),
        given.sessionTimeout(),
        given.listener());
  }

  static ConsumerSettings with(ConsumerSettings given, Duration sessionTimeout) {
    return new ConsumerSettings(
        given.group(),
        given.topics(),
        given.isolation(),
        given.startAt(),
        given.maxBatchMessages(),
        given.maxBatchBytes(),
        sessionTimeout,
        given.listener());
  }

  static ConsumerSettings with(ConsumerSettings given, int maxMessages, int maxBytes) {
    return new ConsumerSettings(
        given.group(),
        given.topics(),
        given.isolation(),
        given.startAt(),
        maxMessages,
        maxBytes,
        given.sessionTimeout(),
        given.listener());
  }
}
