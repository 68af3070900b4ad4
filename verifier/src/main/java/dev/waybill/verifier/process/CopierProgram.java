package dev.waybill.verifier.process;

import dev.waybill.verifier.history.Event;
import dev.waybill.verifier.history.Outcome;
import dev.waybill.verifier.history.Payload;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/**
 * Reads, processes and writes: a message for each message, and the positions, in one transaction;
 * arguments are {@link Work}'s. A copy is a message of its own, and its key names the original.
 */
public final class CopierProgram {
  private static final Duration WAIT = Duration.ofMillis(100);
  private static final String ORIGIN = "of-";

  private final Work work;
  private final EventFile events;
  private long sequence;
  private long transactions;

  private CopierProgram(Work work, EventFile events) {
    this.work = work;
    this.events = events;
  }

  /** Started by {@link ProcessVerification}. */
  public static void main(String[] args) throws Exception {
    ParentLine parent = ParentLine.listen();
    Work work = Work.parse(ParentLine.arguments(args));
    try (EventFile events = EventFile.create(work.events())) {
      new CopierProgram(work, events).run(parent);
    }
    parent.say("finished");
    Runtime.getRuntime().halt(0);
  }

  /** What a copy's key is, so that it names the original. */
  static String keyOf(long original) {
    return ORIGIN + original;
  }

  /** The original that a copy's key names. */
  static long originOf(String key) {
    return key.startsWith(ORIGIN)
        ? Long.parseLong(key.substring(ORIGIN.length()))
        : Event.NO_MESSAGE;
  }

  private void run(ParentLine parent) throws InterruptedException {
    try (KafkaConsumer<String, byte[]> consumer = work.member()) {
      consumer.subscribe(List.of(work.input()), new AssignmentEvents(work, events, consumer));
      parent.say("working");
      while (!parent.isFinishing()) {
        // An id of its own for each member: the group's generation fences the dead ones.
        try (KafkaProducer<String, byte[]> producer =
            work.transactor(work.process(), TransactorProgram.TIMEOUT_MILLIS)) {
          TransactionEnds.untilInTime(producer::initTransactions);
          Rewinding.toCommitted(consumer, work, events);
          while (!parent.isFinishing()) {
            ConsumerRecords<String, byte[]> records = consumer.poll(WAIT);
            if (!records.isEmpty()) {
              copy(records, consumer, producer);
            }
          }
        } catch (KafkaException | IllegalStateException e) {
          // An heir goes on where this producer may not.
          Thread.sleep(50);
        }
      }
    }
  }

  private void copy(
      ConsumerRecords<String, byte[]> records,
      KafkaConsumer<String, byte[]> consumer,
      KafkaProducer<String, byte[]> producer)
      throws InterruptedException {
    long transaction = work.firstNumber() + transactions++;
    events.add(new Event.TransactionBegun(work.process(), transaction, work.process()));
    producer.beginTransaction();
    try {
      Map<TopicPartition, OffsetAndMetadata> positions = send(records, producer, transaction);
      positions.forEach(
          (partition, position) ->
              events.add(
                  new Event.CommitInvoked(
                      work.process(),
                      work.group(),
                      partition.topic(),
                      partition.partition(),
                      position.offset(),
                      transaction)));
      producer.sendOffsetsToTransaction(positions, consumer.groupMetadata());
      positions.forEach(
          (partition, position) ->
              events.add(
                  new Event.CommitEnded(
                      work.process(),
                      work.group(),
                      partition.topic(),
                      partition.partition(),
                      position.offset(),
                      transaction,
                      Outcome.DONE)));
      events.add(new Event.TransactionEndInvoked(work.process(), transaction, true));
      TransactionEnds.untilInTime(producer::commitTransaction);
      events.add(new Event.TransactionEnded(work.process(), transaction, true, Outcome.DONE));
    } catch (KafkaException | ExecutionException e) {
      TransactionEnds.abort(producer, work, events, transaction);
      Rewinding.toCommitted(consumer, work, events);
    }
  }

  private Map<TopicPartition, OffsetAndMetadata> send(
      ConsumerRecords<String, byte[]> records,
      KafkaProducer<String, byte[]> producer,
      long transaction)
      throws ExecutionException, InterruptedException {
    Map<TopicPartition, OffsetAndMetadata> positions = new HashMap<>();
    List<Long> copies = new ArrayList<>();
    List<Future<RecordMetadata>> answers = new ArrayList<>();
    for (ConsumerRecord<String, byte[]> each : records) {
      long original = Deliveries.add(events, work, each);
      long number = sequence++;
      long copy = work.firstNumber() + number;
      String key = keyOf(original);
      int partition = Partitions.of(producer, work.output(), key);
      events.add(
          new Event.PublishInvoked(
              work.process(), copy, work.output(), partition, key, number, transaction));
      byte[] value = new Payload(copy, number, work.output(), key).toBytes();
      copies.add(copy);
      answers.add(producer.send(new ProducerRecord<>(work.output(), partition, key, value)));
      positions.put(
          new TopicPartition(each.topic(), each.partition()),
          new OffsetAndMetadata(each.offset() + 1));
    }
    producer.flush();
    for (int i = 0; i < answers.size(); i++) {
      RecordMetadata at = answers.get(i).get();
      events.add(
          new Event.Published(
              work.process(), copies.get(i), work.output(), at.partition(), at.offset()));
    }
    return positions;
  }
}
