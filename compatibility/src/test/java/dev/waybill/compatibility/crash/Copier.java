package dev.waybill.compatibility.crash;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;

/**
 * Reads a topic as a member of a group and writes it to another one, messages and positions in one
 * transaction, as the textbook has it. It takes its producer at its word: after a failure it
 * aborts, or an heir goes on where a producer may not; then it reads again from what is committed.
 *
 * <p>It is loaded once with each kafka-clients, so it knows nothing but those and the JDK.
 */
public final class Copier implements Callable<Boolean> {
  private static final Duration WAIT = Duration.ofMillis(50);
  private static final String SERDE = "org.apache.kafka.common.serialization.String";

  private final Map<String, Object> common;
  private final Map<String, Object> joining;
  private final String name;
  private final String source;
  private final String target;
  private final BooleanSupplier finishing;
  private final Consumer<Boolean> transaction;
  private final Consumer<Throwable> trouble;

  /**
   * A copier that begins when it is called and ends with the topic, once it is told to finish.
   *
   * @param common settings of every client
   * @param joining settings of the group's member
   * @param name of the group and of the transactions
   * @param finishing whether nothing is written to {@code source} any more
   * @param transaction told true when one begins, false when it is committed
   * @param trouble told why one was not, or why a producer could not go on
   */
  public Copier(
      Map<String, Object> common,
      Map<String, Object> joining,
      String name,
      String source,
      String target,
      BooleanSupplier finishing,
      Consumer<Boolean> transaction,
      Consumer<Throwable> trouble) {
    this.common = common;
    this.joining = joining;
    this.name = name;
    this.source = source;
    this.target = target;
    this.finishing = finishing;
    this.transaction = transaction;
    this.trouble = trouble;
  }

  /**
   * Copies.
   *
   * @return true: all of it
   */
  @Override
  public Boolean call() {
    KafkaConsumer<String, String> consumer = new KafkaConsumer<>(reading());
    try {
      consumer.subscribe(List.of(source));
      boolean all = false;
      while (!all) {
        KafkaProducer<String, String> producer = new KafkaProducer<>(writing());
        try {
          untilInTime(producer::initTransactions);
          rewind(consumer);
          copy(consumer, producer);
          all = true;
        } catch (KafkaException | IllegalStateException e) {
          // The second: after an abort 3.9.1 may still be busy with its next epoch, and refuses.
          trouble.accept(e);
        } finally {
          producer.close(Duration.ZERO);
        }
      }
      return all;
    } finally {
      consumer.close();
    }
  }

  /** Copies to the end; fails when the producer cannot go on. */
  private void copy(
      KafkaConsumer<String, String> consumer, KafkaProducer<String, String> producer) {
    while (true) {
      ConsumerRecords<String, String> records = consumer.poll(WAIT);
      if (!records.isEmpty()) {
        copy(records, consumer, producer);
      } else if (finishing.getAsBoolean() && isAtTheEnd(consumer)) {
        return;
      }
    }
  }

  private void copy(
      ConsumerRecords<String, String> records,
      KafkaConsumer<String, String> consumer,
      KafkaProducer<String, String> producer) {
    producer.beginTransaction();
    transaction.accept(true);
    try {
      Map<TopicPartition, OffsetAndMetadata> positions = new HashMap<>();
      for (ConsumerRecord<String, String> each : records) {
        producer.send(new ProducerRecord<>(target, each.partition(), each.key(), each.value()));
        positions.put(
            new TopicPartition(source, each.partition()), new OffsetAndMetadata(each.offset() + 1));
      }
      producer.sendOffsetsToTransaction(positions, consumer.groupMetadata());
      untilInTime(producer::commitTransaction);
      transaction.accept(false);
    } catch (KafkaException e) {
      trouble.accept(e);
      untilInTime(producer::abortTransaction);
      rewind(consumer);
    }
  }

  /** What is not assigned now is read from what is committed anyhow, when it is. */
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

  private boolean isAtTheEnd(KafkaConsumer<String, String> consumer) {
    Set<TopicPartition> partitions = consumer.assignment();
    return partitions.size() == consumer.partitionsFor(source).size()
        && consumer.endOffsets(partitions).entrySet().stream()
            .allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
  }

  /** What was not answered in time is asked for again. */
  private static void untilInTime(Runnable step) {
    while (true) {
      try {
        step.run();
        return;
      } catch (TimeoutException e) {
        // The next call goes on with the same request.
        continue;
      }
    }
  }

  private Map<String, Object> reading() {
    Map<String, Object> settings = new HashMap<>(common);
    settings.putAll(joining);
    settings.put("group.id", name);
    settings.put("enable.auto.commit", false);
    settings.put("auto.offset.reset", "earliest");
    settings.put("isolation.level", "read_committed");
    settings.put("max.poll.records", 40);
    settings.put("key.deserializer", SERDE + "Deserializer");
    settings.put("value.deserializer", SERDE + "Deserializer");
    return settings;
  }

  private Map<String, Object> writing() {
    Map<String, Object> settings = new HashMap<>(common);
    settings.put("transactional.id", name);
    settings.put("linger.ms", 0);
    settings.put("key.serializer", SERDE + "Serializer");
    settings.put("value.serializer", SERDE + "Serializer");
    return settings;
  }
}
