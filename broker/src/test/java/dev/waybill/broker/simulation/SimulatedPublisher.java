package dev.waybill.broker.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.broker.Batches;
import dev.waybill.broker.append.Acks;
import dev.waybill.broker.append.Appended;
import dev.waybill.broker.error.BrokerException;
import dev.waybill.broker.error.ErrorCode;
import dev.waybill.broker.producer.ProducerIdentity;
import dev.waybill.broker.topic.TopicPartition;
import java.util.ArrayDeque;
import java.util.Random;
import java.util.concurrent.CompletableFuture;

/**
 * An idempotent publisher to one partition that outlives crashes of the broker: what it has no
 * answer to it sends again, with the same sequence number.
 */
final class SimulatedPublisher {
  private static final int MAX_UNDER_WAY = 5;

  private static final class Sending {
    final int sequence;
    final String value;
    CompletableFuture<Appended> answer;

    Sending(int sequence, String value) {
      this.sequence = sequence;
      this.value = value;
    }
  }

  private final String name;
  private final TopicPartition partition;
  private final Ledgers ledgers;
  private final ArrayDeque<Sending> underWay = new ArrayDeque<>();
  private CompletableFuture<ProducerIdentity> identity;
  private int sequence;

  SimulatedPublisher(String name, TopicPartition partition, Ledgers ledgers) {
    this.name = name;
    this.partition = partition;
    this.ledgers = ledgers;
  }

  void step(SimulatedBroker broker, Random random) {
    if (identity == null || identity.isCompletedExceptionally()) {
      identity = broker.ask((core, future) -> core.initProducer(future));
      return;
    }
    if (!identity.isDone()) {
      return;
    }
    settleAnswers();
    if (!underWay.isEmpty() && random.nextInt(4) == 0) {
      resend(broker);
    } else if (underWay.size() < MAX_UNDER_WAY) {
      Sending sending = new Sending(sequence, name + "-" + sequence);
      sequence++;
      ledgers.sent(sending.value, partition, sending.sequence);
      underWay.add(sending);
      send(broker, sending);
    }
  }

  /** Sends everything again that has no answer, in order. */
  void resend(SimulatedBroker broker) {
    settleAnswers();
    underWay.forEach(sending -> send(broker, sending));
  }

  /**
   * After a crash: sends again in order, waiting for each, as a publisher with one under way would.
   */
  void resendAll(SimulatedBroker broker) {
    settleAnswers();
    for (Sending sending : underWay) {
      send(broker, sending);
      broker.settle();
    }
  }

  void assertAllAnswered() {
    settleAnswers();
    assertThat(underWay).as("unanswered messages of %s at rest", name).isEmpty();
  }

  void settleAnswers() {
    while (!underWay.isEmpty()) {
      Sending first = underWay.getFirst();
      if (!first.answer.isDone() || first.answer.isCompletedExceptionally()) {
        checkFailure(first);
        return;
      }
      ledgers.synced(first.value, first.answer.join().baseOffset());
      underWay.removeFirst();
    }
  }

  private void send(SimulatedBroker broker, Sending sending) {
    CompletableFuture<Appended> answer =
        broker.append(
            partition,
            Batches.sequenced(identity.join(), sending.sequence, sending.value),
            Acks.SYNCED);
    CompletableFuture<Appended> before = sending.answer;
    // The first good answer counts; a repeated batch must not be answered otherwise.
    sending.answer =
        before == null || before.isCompletedExceptionally()
            ? answer
            : before.isDone() ? before : answer;
  }

  private static void checkFailure(Sending sending) {
    if (!sending.answer.isCompletedExceptionally()) {
      return;
    }
    sending.answer.whenComplete(
        (ok, e) -> {
          ErrorCode code = ((BrokerException) e).code();
          if (code != ErrorCode.STORAGE_FAILED
              && code != ErrorCode.BROKER_CLOSED
              && code != ErrorCode.BACKPRESSURE
              && code != ErrorCode.OUT_OF_ORDER_SEQUENCE) {
            throw new AssertionError("Unexpected refusal of " + sending.value, e);
          }
        });
  }
}
