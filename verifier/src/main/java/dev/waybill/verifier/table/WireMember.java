package dev.waybill.verifier.table;

import dev.waybill.Guarantee;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.RetriableCommitFailedException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;

/**
 * A member of a group that writes a note of every message, as the textbook has it for its
 * guarantee:
 *
 * <pre>
 *   at-most-once    commit ─► IN_HAND ─► note
 *   at-least-once   IN_HAND ─► note ─► commit
 *   exactly-once    begin ─► note ─► IN_HAND ─► position ─► end of the transaction
 * </pre>
 */
final class WireMember implements AutoCloseable {
  private static final Duration WAIT = Duration.ofMillis(200);

  /** Where it tells of what it does. */
  interface Hook {
    /** It has the message, and its position is not asked to be committed before this returns. */
    default void beforeCommit(int message) throws InterruptedException {}

    /** The handler runs. */
    default void inHand(int message) throws InterruptedException {}
  }

  private final WireStage stage;
  private final String client;
  private final Guarantee guarantee;
  private final String input;
  private final String notes;
  private final String group;
  private final Duration session;
  private final Hook hook;
  private final AtomicBoolean finishing = new AtomicBoolean();
  private final Thread thread;
  private volatile @Nullable Throwable failure;

  WireMember(
      WireStage stage,
      String client,
      Guarantee guarantee,
      String input,
      String notes,
      String group,
      Duration session,
      Hook hook) {
    this.stage = stage;
    this.client = client;
    this.guarantee = guarantee;
    this.input = input;
    this.notes = notes;
    this.group = group;
    this.session = session;
    this.hook = hook;
    this.thread = new Thread(this::runAndTell, client);
    thread.setDaemon(true);
    thread.start();
  }

  /** Its connections, by what they call themselves: the consumer's, and its publisher's. */
  List<String> clients() {
    return List.of(client, publisherName());
  }

  private String publisherName() {
    return client + "-notes";
  }

  /** It ends after the message in hand, without waiting for that. */
  void askToFinish() {
    finishing.set(true);
  }

  void checkHealthy() {
    if (failure != null) {
      throw new IllegalStateException(client + " cannot go on", failure);
    }
  }

  private void runAndTell() {
    try {
      run();
    } catch (Throwable e) {
      failure = e;
    }
  }

  private void run() throws InterruptedException {
    try (KafkaConsumer<String, String> consumer = stage.member(client, group, session)) {
      consumer.subscribe(List.of(input));
      while (!finishing.get()) {
        KafkaProducer<String, String> producer =
            guarantee == Guarantee.EXACTLY_ONCE
                ? stage.transactor(publisherName())
                : stage.publisher(publisherName(), Guarantee.AT_LEAST_ONCE);
        try {
          if (guarantee == Guarantee.EXACTLY_ONCE) {
            untilInTime(producer::initTransactions);
          }
          // What was read before a failure and not settled is read again.
          rewind(consumer);
          work(consumer, producer);
        } catch (WakeupException e) {
          return;
        } catch (KafkaException e) {
          // An heir goes on where this producer may not.
          producer.close(Duration.ZERO);
        } finally {
          producer.close(Duration.ZERO);
        }
      }
    }
  }

  private void work(KafkaConsumer<String, String> consumer, KafkaProducer<String, String> producer)
      throws InterruptedException {
    while (!finishing.get()) {
      for (ConsumerRecord<String, String> each : consumer.poll(WAIT)) {
        int message = Integer.parseInt(each.value());
        switch (guarantee) {
          case AT_MOST_ONCE -> {
            hook.beforeCommit(message);
            if (commit(consumer, each)) {
              hook.inHand(message);
              note(producer, each);
            }
          }
          case AT_LEAST_ONCE -> {
            hook.inHand(message);
            note(producer, each);
            hook.beforeCommit(message);
            commit(consumer, each);
          }
          case EXACTLY_ONCE -> transact(consumer, producer, each, message);
        }
      }
    }
  }

  private void transact(
      KafkaConsumer<String, String> consumer,
      KafkaProducer<String, String> producer,
      ConsumerRecord<String, String> record,
      int message)
      throws InterruptedException {
    producer.beginTransaction();
    try {
      note(producer, record);
      hook.inHand(message);
      producer.sendOffsetsToTransaction(next(record), consumer.groupMetadata());
      hook.beforeCommit(message);
      untilInTime(producer::commitTransaction);
    } catch (KafkaException e) {
      untilInTime(producer::abortTransaction);
      rewind(consumer);
    }
  }

  /**
   * @return whether the position is known to be committed
   */
  private boolean commit(
      KafkaConsumer<String, String> consumer, ConsumerRecord<String, String> record) {
    while (true) {
      try {
        consumer.commitSync(next(record));
        return true;
      } catch (TimeoutException | RetriableCommitFailedException e) {
        // The same position again.
      } catch (CommitFailedException | RebalanceInProgressException e) {
        // The partition may be another's; whoever has it goes on from what is committed.
        rewind(consumer);
        return false;
      }
    }
  }

  private Map<TopicPartition, OffsetAndMetadata> next(ConsumerRecord<String, String> record) {
    return Map.of(
        new TopicPartition(record.topic(), record.partition()),
        new OffsetAndMetadata(record.offset() + 1));
  }

  private void note(KafkaProducer<String, String> producer, ConsumerRecord<String, String> record) {
    try {
      producer.send(new ProducerRecord<>(notes, 0, record.key(), record.value())).get();
    } catch (ExecutionException e) {
      throw new KafkaException("a note was not stored", e.getCause());
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    }
  }

  private static void rewind(KafkaConsumer<String, String> consumer) {
    Set<TopicPartition> partitions = consumer.assignment();
    untilInTime(
        () ->
            consumer
                .committed(partitions)
                .forEach(
                    (partition, position) ->
                        consumer.seek(partition, position == null ? 0 : position.offset())));
  }

  /** What was not answered in time is asked for again. */
  private static void untilInTime(Runnable step) {
    while (true) {
      try {
        step.run();
        return;
      } catch (TimeoutException e) {
        // The next call goes on with the same request.
      }
    }
  }

  /** Lets it end after the message in hand. */
  @Override
  public void close() {
    askToFinish();
    try {
      thread.join(Plot.PATIENCE.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
