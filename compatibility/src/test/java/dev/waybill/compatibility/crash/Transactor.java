package dev.waybill.compatibility.crash;

import dev.waybill.compatibility.crash.History.Outcome;
import dev.waybill.compatibility.crash.History.Sent;
import dev.waybill.compatibility.crash.History.Transaction;
import dev.waybill.compatibility.crash.Message.Spot;
import dev.waybill.compatibility.crash.Work.Stage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;

/**
 * Transactions over several partitions and a group's position, one after the other: most are
 * committed, some aborted, some left open by a producer whose heir comes. It takes what its
 * producer says at its word, as applications do: a failure after which it may abort means that
 * nothing was committed.
 */
final class Transactor extends Client {
  private static final TopicPartition INPUT = new TopicPartition("input", 0);
  private static final int KEYS = 5;
  private static final int MAX_MESSAGES = 6;

  /** Of a hundred transactions. */
  private static final int ABORTED = 20;

  private static final int LEFT_OPEN = 5;

  private final String topic;
  private final Map<String, Object> settings;
  private final KafkaConsumer<String, String> group;
  private final Random random;
  private final History history;
  private final Work work;
  private long values;

  /**
   * @param settings of its producers
   * @param group a consumer that is a member of nothing, of the group whose position moves; it is
   *     used by this client's thread only
   */
  Transactor(
      String topic,
      Map<String, Object> settings,
      KafkaConsumer<String, String> group,
      Random random,
      History history,
      Work work) {
    super("transactor", work);
    this.topic = topic;
    this.settings = settings;
    this.group = group;
    this.random = random;
    this.history = history;
    this.work = work;
  }

  @Override
  void run() throws Exception {
    while (!isFinishing()) {
      KafkaProducer<String, String> producer = new KafkaProducer<>(settings);
      try {
        untilInTime(producer::initTransactions);
        history.standsAt(position());
        boolean goesOn = true;
        while (goesOn && !isFinishing()) {
          goesOn = transaction(producer);
          work.reached(null);
        }
      } finally {
        producer.close(Duration.ZERO);
      }
    }
    try (KafkaProducer<String, String> last = new KafkaProducer<>(settings)) {
      untilInTime(last::initTransactions);
      history.standsAt(position());
    }
  }

  /**
   * @return whether the producer can go on
   */
  private boolean transaction(KafkaProducer<String, String> producer) throws Exception {
    Transaction transaction = history.begins();
    int fate = random.nextInt(100);
    try {
      producer.beginTransaction();
      send(producer, transaction);
      work.reached(Stage.SENT);
      producer.sendOffsetsToTransaction(
          Map.of(INPUT, new OffsetAndMetadata(transaction.number() + 1)), group.groupMetadata());
      work.reached(Stage.STAGED);
    } catch (KafkaException | ExecutionException e) {
      return aborts(producer, transaction, e);
    }
    if (fate < LEFT_OPEN) {
      transaction.ended(Outcome.ABORTED);
      return false;
    }
    work.reached(Stage.ENDING);
    if (fate < LEFT_OPEN + ABORTED) {
      return aborts(producer, transaction, null);
    }
    try {
      untilInTime(producer::commitTransaction);
      transaction.ended(Outcome.COMMITTED);
      return true;
    } catch (KafkaException e) {
      return aborts(producer, transaction, e);
    }
  }

  private void send(KafkaProducer<String, String> producer, Transaction transaction)
      throws ExecutionException, InterruptedException {
    List<Sent> messages = new ArrayList<>();
    List<Future<RecordMetadata>> receipts = new ArrayList<>();
    int count = 2 + random.nextInt(MAX_MESSAGES - 1);
    for (int i = 0; i < count; i++) {
      String value = "t#" + transaction.number() + "#" + values++;
      Sent sent = history.sending("t-" + random.nextInt(KEYS), value, transaction);
      messages.add(sent);
      receipts.add(producer.send(new ProducerRecord<>(topic, sent.key(), value)));
    }
    producer.flush();
    for (int i = 0; i < count; i++) {
      RecordMetadata at = receipts.get(i).get();
      messages
          .get(i)
          .acknowledged(new Spot(new TopicPartition(topic, at.partition()), at.offset()));
    }
  }

  /**
   * @return whether the producer can go on
   */
  private boolean aborts(
      KafkaProducer<String, String> producer, Transaction transaction, Throwable why)
      throws Exception {
    try {
      untilInTime(producer::abortTransaction);
    } catch (KafkaException e) {
      if (why != null) {
        e.addSuppressed(why);
      }
      history.givesUp(e);
      return false;
    }
    transaction.ended(Outcome.ABORTED);
    if (why != null) {
      history.standsAt(position());
    }
    return true;
  }

  /** Both ends of a transaction may be asked for again when the answer does not come in time. */
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

  private long position() {
    OffsetAndMetadata committed = group.committed(Set.of(INPUT)).get(INPUT);
    return committed == null ? 0 : committed.offset();
  }
}
