package dev.waybill.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.admin.TopicDescription.PartitionDescription;
import dev.waybill.admin.TopicSettings;
import dev.waybill.contract.exchange.Answer;
import dev.waybill.contract.exchange.Names;
import dev.waybill.contract.exchange.Publishing;
import dev.waybill.contract.exchange.Reading;
import dev.waybill.contract.exchange.Texts;
import dev.waybill.engine.Acks;
import dev.waybill.engine.EngineConsumer;
import dev.waybill.engine.EnginePublisher;
import dev.waybill.engine.EngineTransactions;
import dev.waybill.engine.Polled;
import dev.waybill.engine.TransactionSettings;
import dev.waybill.message.Headers;
import dev.waybill.message.StoredMessage;
import dev.waybill.message.TopicPartition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/** Behaviours that are asked of the Engine SPI itself. */
abstract class EngineBehaviours extends Behaviours {

  static final Duration LOOK = Duration.ofMillis(50);
  private static final Duration TRANSACTION_TIMEOUT = Duration.ofSeconds(60);

  // ---- topics

  /** A topic that nobody else uses. */
  final String topic(int partitions) {
    return topic(TopicSettings.partitions(partitions));
  }

  final String topic(TopicSettings settings) {
    String name = Names.fresh("topic");
    engine().topics().create(name, settings);
    return name;
  }

  static TopicPartition partition(String topic, int number) {
    return new TopicPartition(topic, number);
  }

  final PartitionDescription describe(TopicPartition partition) {
    return engine()
        .topics()
        .describe(partition.topic())
        .orElseThrow()
        .partitions()
        .get(partition.partition());
  }

  final long end(TopicPartition partition) {
    return describe(partition).endOffset();
  }

  /** Nothing of an open transaction is in it. */
  static boolean isStable(PartitionDescription partition) {
    return partition.stableOffset() == partition.endOffset();
  }

  // ---- publishing

  final EnginePublisher publisher(Acks acks) {
    return engine().publisher(Publishing.with(acks).settings());
  }

  final Answer publish(EnginePublisher publisher, TopicPartition to, String text) {
    Answer answer = new Answer(patience());
    publisher.publish(
        to, System.currentTimeMillis(), null, Texts.bytes(text), Headers.empty(), answer);
    return answer;
  }

  final Answer publish(EngineTransactions session, TopicPartition to, String text) {
    Answer answer = new Answer(patience());
    session.publish(
        to, System.currentTimeMillis(), null, Texts.bytes(text), Headers.empty(), answer);
    return answer;
  }

  /** Publishes and waits until all of it is stored. */
  final void store(TopicPartition to, String... texts) throws Exception {
    try (EnginePublisher publisher = publisher(Acks.SYNCED)) {
      List<Answer> answers = new ArrayList<>();
      for (String text : texts) {
        answers.add(publish(publisher, to, text));
      }
      for (Answer answer : answers) {
        answer.stored();
      }
    }
  }

  final EngineTransactions transactions(String id) {
    return engine().transactions(transactionSettings(id, TRANSACTION_TIMEOUT));
  }

  static TransactionSettings transactionSettings(String id, Duration timeout) {
    return new TransactionSettings(id, timeout, Publishing.with(Acks.SYNCED).settings());
  }

  // ---- consuming

  final EngineConsumer consumer(Reading reading) {
    return engine().consumer(reading.settings());
  }

  /** Polls until at least that many messages came. */
  final List<StoredMessage> messages(EngineConsumer consumer, int count) {
    List<StoredMessage> messages = new ArrayList<>();
    Deadline deadline = new Deadline(patience());
    while (messages.size() < count) {
      deadline.check(count + " messages; found " + messages.size());
      for (Polled.Batch batch : consumer.poll(LOOK).batches()) {
        messages.addAll(batch.messages());
      }
    }
    return messages;
  }

  final List<String> texts(EngineConsumer consumer, int count) {
    return Texts.of(messages(consumer, count));
  }

  /** Polls until it holds; messages that come meanwhile are passed over. */
  final void pollUntil(EngineConsumer consumer, String what, BooleanSupplier holds) {
    Deadline deadline = new Deadline(patience());
    while (!holds.getAsBoolean()) {
      deadline.check(what);
      consumer.poll(LOOK);
    }
  }

  final void pollUntilAssigned(EngineConsumer consumer, int partitions) {
    pollUntil(
        consumer,
        partitions + " partitions assigned",
        () -> consumer.assignment().size() == partitions);
  }

  /** Polls for a while, and nothing comes. */
  final void nothingComes(EngineConsumer consumer) {
    Deadline quiet = new Deadline(underTest().quiet());
    do {
      for (Polled.Batch batch : consumer.poll(LOOK).batches()) {
        assertThat(Texts.of(batch.messages())).as("messages that must not be seen").isEmpty();
      }
    } while (!quiet.isOver());
  }
}
