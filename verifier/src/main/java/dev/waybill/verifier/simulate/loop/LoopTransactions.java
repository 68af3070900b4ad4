package dev.waybill.verifier.simulate.loop;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.waybill.broker.append.Acks;
import dev.waybill.broker.append.Appended;
import dev.waybill.broker.append.Joining;
import dev.waybill.broker.error.ErrorCode;
import dev.waybill.broker.group.Committer;
import dev.waybill.broker.group.Position;
import dev.waybill.broker.producer.ProducerIdentity;
import dev.waybill.broker.transaction.Epochs;
import dev.waybill.embedded.translation.Failures;
import dev.waybill.embedded.translation.Words;
import dev.waybill.engine.EngineConsumer;
import dev.waybill.engine.EngineTransactions;
import dev.waybill.engine.PublishCompletion;
import dev.waybill.error.OutcomeUnknownException;
import dev.waybill.error.RetriableException;
import dev.waybill.error.WaybillException;
import dev.waybill.message.Headers;
import dev.waybill.message.TopicPartition;
import dev.waybill.verifier.history.Event;
import dev.waybill.verifier.history.Outcome;
import dev.waybill.verifier.history.Payload;
import dev.waybill.verifier.simulate.actor.Encoder;
import dev.waybill.verifier.simulate.actor.Encoder.Outgoing;
import dev.waybill.verifier.simulate.actor.Patience;
import dev.waybill.verifier.simulate.host.Request;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * An engine's session of transactions in the simulated world. What is published is sent before
 * positions are staged, a batch a partition; what is not answered is asked again, as its sequence
 * and its epoch permit.
 */
final class LoopTransactions implements EngineTransactions {
  private static final Duration TIMEOUT = Duration.ofMillis(700);
  private static final int MOST_TRIES = 6;

  private record Sent(TopicPartition to, List<Outgoing> messages, long baseOffset) {}

  private final LoopEngine engine;
  private final String id;
  private final Encoder encoder = new Encoder();
  private final Map<TopicPartition, List<Outgoing>> unsent = new TreeMap<>();
  private final Map<TopicPartition, Integer> sequences = new TreeMap<>();
  private final List<Sent> sent = new ArrayList<>();
  private ProducerIdentity identity;
  private long transaction = Event.NO_TRANSACTION;

  LoopTransactions(LoopEngine engine, String id) {
    this.engine = engine;
    this.id = id;
    // Taking over once more does no harm.
    this.identity =
        engine
            .calls()
            .look(
                "init-transactional",
                (core, future) -> core.initProducer(id, TIMEOUT, Optional.empty(), future));
    engine.record(new Event.EpochGranted(engine.process(), id, epoch()));
  }

  /** Grows with every session and every transaction of the id. */
  private long epoch() {
    return (identity.producerId() << Short.SIZE) + identity.epoch();
  }

  @Override
  public void begin() {
    transaction = engine.nextTransaction();
    unsent.clear();
    sequences.clear();
    sent.clear();
    engine.record(new Event.TransactionBegun(engine.process(), transaction, id));
  }

  @Override
  public void publish(
      TopicPartition partition,
      long timestampMillis,
      byte @Nullable [] key,
      byte @Nullable [] value,
      Headers headers,
      PublishCompletion completion) {
    String text = key == null ? "" : new String(key, UTF_8);
    Payload.Opened opened =
        Payload.open(value == null ? new byte[0] : value, partition.topic(), text);
    engine.takenUp(opened.message());
    Outgoing message = new Outgoing(opened.message(), engine.nextSequence(), text);
    unsent.computeIfAbsent(partition, none -> new ArrayList<>()).add(message);
    engine.record(
        new Event.PublishInvoked(
            engine.process(),
            message.message(),
            partition.topic(),
            partition.partition(),
            text,
            message.sequence(),
            transaction));
  }

  private void send() {
    Map<TopicPartition, List<Outgoing>> all = new TreeMap<>(unsent);
    unsent.clear();
    all.forEach(
        (partition, messages) -> {
          int sequence =
              sequences.merge(partition, messages.size(), Integer::sum) - messages.size();
          byte[] bytes =
              encoder.encode(
                  Words.toBroker(partition),
                  messages,
                  engine.wallMillis(),
                  identity,
                  sequence,
                  true);
          Appended appended =
              this.<Appended>use(
                  "append-transactional",
                  Encoder.append(
                      Words.toBroker(partition), bytes, Acks.WRITTEN, Joining.BY_APPENDING));
          sent.add(new Sent(partition, messages, appended.baseOffset()));
        });
  }

  @Override
  public void commitPositions(EngineConsumer consumer, Map<TopicPartition, Long> next) {
    send();
    LoopConsumer member = (LoopConsumer) consumer;
    Committer who = member.committer(next.keySet());
    Map<dev.waybill.broker.topic.TopicPartition, Position> staged = new TreeMap<>();
    new TreeMap<>(next)
        .forEach(
            (partition, offset) -> {
              staged.put(Words.toBroker(partition), Position.at(offset));
              engine.record(
                  new Event.CommitInvoked(
                      engine.process(),
                      member.group(),
                      partition.topic(),
                      partition.partition(),
                      offset,
                      transaction));
            });
    Outcome outcome = Outcome.UNKNOWN;
    try {
      ProducerIdentity by = identity;
      Void unused =
          this.<Void>use(
              "stage-positions",
              (core, future) -> core.stagePositions(by, member.group(), who, staged, future));
      outcome = Outcome.DONE;
    } finally {
      for (Map.Entry<TopicPartition, Long> each : new TreeMap<>(next).entrySet()) {
        engine.record(
            new Event.CommitEnded(
                engine.process(),
                member.group(),
                each.getKey().topic(),
                each.getKey().partition(),
                each.getValue(),
                transaction,
                outcome));
      }
    }
  }

  @Override
  public void commit() {
    send();
    engine.record(new Event.TransactionEndInvoked(engine.process(), transaction, true));
    Outcome outcome = Outcome.UNKNOWN;
    try {
      end(true);
      outcome = Outcome.DONE;
    } catch (RetriableException e) {
      outcome = isAborted(e) ? Outcome.NOT_DONE : Outcome.UNKNOWN;
      throw outcome == Outcome.NOT_DONE
          ? e
          : new OutcomeUnknownException("commit: whether it is done is unknown", e);
    } finally {
      engine.record(new Event.TransactionEnded(engine.process(), transaction, true, outcome));
    }
    for (Sent each : sent) {
      long offset = each.baseOffset();
      for (Outgoing message : each.messages()) {
        engine.record(
            new Event.Published(
                engine.process(),
                message.message(),
                each.to().topic(),
                each.to().partition(),
                offset++));
      }
    }
  }

  private static boolean isAborted(RetriableException e) {
    Throwable cause = e.getCause();
    return cause != null
        && Failures.code(cause).filter(ErrorCode.TRANSACTION_ABORTABLE::equals).isPresent();
  }

  private void end(boolean commit) {
    ProducerIdentity by = identity;
    identity =
        this.<ProducerIdentity>use(
            commit ? "commit" : "abort",
            (core, future) -> core.endTransaction(null, by, commit, Epochs.BUMPED, future));
  }

  @Override
  public void abort() {
    engine.record(new Event.TransactionEndInvoked(engine.process(), transaction, false));
    Outcome outcome = Outcome.UNKNOWN;
    try {
      end(false);
      outcome = Outcome.DONE;
    } finally {
      engine.record(new Event.TransactionEnded(engine.process(), transaction, false, outcome));
    }
  }

  /** Asks until there is an answer, and writes down under which epoch. */
  private <T> T use(String what, Request<T> request) {
    for (int tries = 1; ; tries++) {
      long use = engine.nextUse();
      engine.record(new Event.EpochUseInvoked(engine.process(), id, epoch(), use, what));
      Outcome outcome = Outcome.UNKNOWN;
      try {
        T answer = engine.calls().ask(what, request);
        outcome = Outcome.DONE;
        return answer;
      } catch (OutcomeUnknownException | RetriableException e) {
        if (tries == MOST_TRIES || (e instanceof RetriableException r && isAborted(r))) {
          throw e;
        }
      } finally {
        engine.record(new Event.EpochUsed(engine.process(), id, use, outcome));
      }
      rest();
    }
  }

  private void rest() {
    try {
      engine.strands().sleep(engine.rng().between(Patience.LEAST_PAUSE, Patience.MOST_PAUSE));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new OutcomeUnknownException("interrupted between two attempts", e);
    }
  }

  @Override
  public void close(Duration timeout) throws WaybillException {}
}
