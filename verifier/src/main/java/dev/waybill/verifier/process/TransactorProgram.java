package dev.waybill.verifier.process;

import dev.waybill.verifier.history.Event;
import dev.waybill.verifier.history.Outcome;
import dev.waybill.verifier.history.Payload;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.ProducerFencedException;

/**
 * Publishes in transactions, most of which it commits; arguments are {@link Work}'s, {@code group}
 * is its transactional id. A process that has a successor tries once more, and ends.
 */
public final class TransactorProgram {
  static final int TIMEOUT_MILLIS = 10_000;
  private static final int KEYS = 5;
  private static final int MOST_MESSAGES = 5;
  private static final int ABORTED_PERCENT = 20;

  private final Work work;
  private final EventFile events;
  private final SplittableRandom random;
  private final String scope;
  private long sequence;
  private long transactions;
  private long uses;

  private TransactorProgram(Work work, EventFile events) {
    this.work = work;
    this.events = events;
    this.random = new SplittableRandom(work.number());
    this.scope = "transactional id " + work.group();
  }

  /** Started by {@link ProcessVerification}. */
  public static void main(String[] args) throws Exception {
    ParentLine parent = ParentLine.listen();
    Work work = Work.parse(ParentLine.arguments(args));
    try (EventFile events = EventFile.create(work.events())) {
      new TransactorProgram(work, events).run(parent);
    }
    parent.say("finished");
    Runtime.getRuntime().halt(0);
  }

  private void run(ParentLine parent) throws InterruptedException {
    boolean told = false;
    while (!parent.isFinishing() && !parent.isRetired()) {
      try (KafkaProducer<String, byte[]> producer = work.transactor(work.group(), TIMEOUT_MILLIS)) {
        TransactionEnds.untilInTime(producer::initTransactions);
        // The first session of this life is newer than all of the lives before.
        if (!told) {
          events.add(new Event.EpochGranted(work.process(), scope, work.life()));
          parent.say("working");
          told = true;
        }
        boolean retired = false;
        while (!parent.isFinishing() && !retired) {
          retired = parent.isRetired();
          transact(producer);
          Thread.sleep(1_000 / work.perSecond());
        }
      } catch (ProducerFencedException e) {
        return;
      } catch (KafkaException | IllegalStateException e) {
        // An heir goes on where this producer may not.
        Thread.sleep(50);
      }
    }
  }

  private void transact(KafkaProducer<String, byte[]> producer) throws InterruptedException {
    long transaction = work.firstNumber() + transactions++;
    events.add(new Event.TransactionBegun(work.process(), transaction, work.group()));
    producer.beginTransaction();
    boolean commit = random.nextInt(100) >= ABORTED_PERCENT;
    try {
      send(producer, transaction);
    } catch (KafkaException | ExecutionException e) {
      TransactionEnds.abort(producer, work, events, transaction);
      return;
    }
    if (!commit) {
      TransactionEnds.abort(producer, work, events, transaction);
      return;
    }
    long use = work.firstNumber() + uses++;
    events.add(new Event.TransactionEndInvoked(work.process(), transaction, true));
    events.add(new Event.EpochUseInvoked(work.process(), scope, work.life(), use, "commit"));
    try {
      TransactionEnds.untilInTime(producer::commitTransaction);
    } catch (KafkaException e) {
      events.add(new Event.EpochUsed(work.process(), scope, use, Outcome.UNKNOWN));
      TransactionEnds.abort(producer, work, events, transaction);
      return;
    }
    events.add(new Event.TransactionEnded(work.process(), transaction, true, Outcome.DONE));
    events.add(new Event.EpochUsed(work.process(), scope, use, Outcome.DONE));
  }

  private void send(KafkaProducer<String, byte[]> producer, long transaction)
      throws ExecutionException, InterruptedException {
    int count = 2 + random.nextInt(MOST_MESSAGES - 1);
    List<Long> messages = new ArrayList<>();
    List<Future<RecordMetadata>> answers = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      long number = sequence++;
      long message = work.firstNumber() + number;
      String key = work.group() + "-" + random.nextInt(KEYS);
      int partition = Partitions.of(producer, work.input(), key);
      events.add(
          new Event.PublishInvoked(
              work.process(), message, work.input(), partition, key, number, transaction));
      byte[] value = new Payload(message, number, work.input(), key).toBytes();
      messages.add(message);
      answers.add(producer.send(new ProducerRecord<>(work.input(), partition, key, value)));
    }
    producer.flush();
    for (int i = 0; i < answers.size(); i++) {
      RecordMetadata at = answers.get(i).get();
      events.add(
          new Event.Published(
              work.process(), messages.get(i), work.input(), at.partition(), at.offset()));
    }
  }
}
