package dev.waybill.verifier.process;

import static dev.waybill.verifier.history.Event.NO_TRANSACTION;

import dev.waybill.Guarantee;
import dev.waybill.verifier.history.Event;
import dev.waybill.verifier.history.Payload;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import org.apache.kafka.clients.producer.BufferExhaustedException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.jspecify.annotations.Nullable;

/** Publishes under one guarantee until it is told to finish; arguments are {@link Work}'s. */
public final class PublisherProgram {
  private static final int KEYS = 7;
  private static final int UNDER_WAY = 32;
  private static final Duration LAST = Duration.ofSeconds(60);

  private final Work work;
  private final EventFile events;
  private final Semaphore room = new Semaphore(UNDER_WAY);

  private PublisherProgram(Work work, EventFile events) {
    this.work = work;
    this.events = events;
  }

  /** Started by {@link ProcessVerification}. */
  public static void main(String[] args) throws Exception {
    ParentLine parent = ParentLine.listen();
    Work work = Work.parse(ParentLine.arguments(args));
    try (EventFile events = EventFile.create(work.events())) {
      new PublisherProgram(work, events).run(parent);
    }
    parent.say("finished");
    Runtime.getRuntime().halt(0);
  }

  private void run(ParentLine parent) throws InterruptedException {
    try (KafkaProducer<String, byte[]> producer = work.producer()) {
      parent.say("working");
      long sequence = 0;
      while (!parent.isFinishing()) {
        room.acquire();
        publish(producer, sequence++);
        Thread.sleep(1_000 / work.perSecond());
      }
      producer.close(LAST);
    }
  }

  private void publish(KafkaProducer<String, byte[]> producer, long sequence) {
    long message = work.firstNumber() + sequence;
    String key = work.process() + "-" + sequence % KEYS;
    byte[] value = new Payload(message, sequence, work.input(), key).toBytes();
    int partition = Partitions.of(producer, work.input(), key);
    events.add(
        new Event.PublishInvoked(
            work.process(), message, work.input(), partition, key, sequence, NO_TRANSACTION));
    try {
      var unused =
          producer.send(
              new ProducerRecord<>(work.input(), partition, key, value),
              (metadata, failure) -> {
                room.release();
                answered(message, metadata, failure);
              });
    } catch (KafkaException e) {
      room.release();
      if (e instanceof BufferExhaustedException) {
        events.add(new Event.PublishFailed(work.process(), message, e.toString()));
      } else {
        events.add(new Event.PublishUnknown(work.process(), message, e.toString()));
      }
    }
  }

  private void answered(
      long message, @Nullable RecordMetadata metadata, @Nullable Exception failure) {
    if (failure instanceof RecordTooLargeException) {
      events.add(new Event.PublishFailed(work.process(), message, failure.toString()));
    } else if (failure != null || metadata == null) {
      events.add(new Event.PublishUnknown(work.process(), message, String.valueOf(failure)));
    } else if (work.guarantee() == Guarantee.AT_MOST_ONCE) {
      events.add(new Event.PublishUnknown(work.process(), message, "not awaited"));
    } else {
      events.add(
          new Event.Published(
              work.process(), message, work.input(), metadata.partition(), metadata.offset()));
    }
  }
}
