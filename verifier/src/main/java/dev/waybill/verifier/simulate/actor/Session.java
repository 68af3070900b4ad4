package dev.waybill.verifier.simulate.actor;

import dev.waybill.broker.append.Acks;
import dev.waybill.broker.append.Appended;
import dev.waybill.broker.append.Joining;
import dev.waybill.broker.error.ErrorCode;
import dev.waybill.broker.group.Committer;
import dev.waybill.broker.group.Position;
import dev.waybill.broker.producer.ProducerIdentity;
import dev.waybill.broker.topic.TopicPartition;
import dev.waybill.broker.transaction.Epochs;
import dev.waybill.verifier.history.Event;
import dev.waybill.verifier.history.Outcome;
import dev.waybill.verifier.simulate.actor.Encoder.Outgoing;
import dev.waybill.verifier.simulate.host.Answer;
import dev.waybill.verifier.simulate.host.Remote;
import dev.waybill.verifier.simulate.host.Request;
import dev.waybill.verifier.simulate.world.Link.Carriage;
import dev.waybill.verifier.simulate.world.Program;
import dev.waybill.verifier.simulate.world.Rng;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One session of a transactional id, and its transactions one after the other.
 *
 * <pre>
 *   begin ──► READY ── open ──► OPEN ── finish: appends answered, positions staged ──► ENDING
 *               ▲                                                                        │
 *               └───────────── committed or aborted ◄────────────────────────────────────┤
 *                                                             fenced, or nobody knows ──► over
 * </pre>
 *
 * <p>All of it is sent loosely: the epoch, which moves with every transaction, is what keeps late
 * and repeated requests away from the next one.
 */
final class Session {
  static final Duration TIMEOUT = Duration.ofMillis(700);

  /** How a transaction ended, as far as its producer knows. */
  enum End {
    COMMITTED,
    ABORTED,
    /** A newer session, or the timeout, took over. */
    FENCED,
    /** No answer, or one that does not say. */
    LOST
  }

  private record Sent(
      TopicPartition to, List<Outgoing> messages, byte[] bytes, long[] baseOffset) {}

  private final Setting setting;
  private final Program program;
  private final Remote remote;
  private final String transactionalId;
  private final Acks acks;
  private final Rng rng;
  private final Runnable ready;
  private final Consumer<End> ended;
  private final Encoder encoder = new Encoder();

  private @Nullable ProducerIdentity identity;
  private boolean open;
  private long sequence;

  private long transaction;
  private final List<Sent> sent = new ArrayList<>();
  private final Map<TopicPartition, Integer> sequences = new HashMap<>();
  private int unanswered;
  private boolean failed;
  private long openedMicros;
  private @Nullable Runnable whenAnswered;

  /** What was durable when the broker first answered the commit. */
  private Map<TopicPartition, Long> durableEnds = new TreeMap<>();

  Session(
      Setting setting,
      Program program,
      Remote remote,
      String transactionalId,
      Acks acks,
      Rng rng,
      Runnable ready,
      Consumer<End> ended) {
    this.setting = setting;
    this.program = program;
    this.remote = remote;
    this.transactionalId = transactionalId;
    this.acks = acks;
    this.rng = rng;
    this.ready = ready;
    this.ended = ended;
  }

  boolean isReady() {
    return identity != null && !open;
  }

  void begin() {
    remote.<ProducerIdentity>ask(
        "init-transactional",
        Carriage.LOOSE,
        Patience.ANSWER,
        (core, future) -> core.initProducer(transactionalId, TIMEOUT, Optional.empty(), future),
        answer -> {
          if (answer instanceof Answer.Done<ProducerIdentity> done) {
            identity = done.value();
            setting
                .trace()
                .record(
                    new Event.EpochGranted(program.name(), transactionalId, epoch(done.value())));
            ready.run();
          } else {
            program.later(pause(), this::begin);
          }
        });
  }

  /** Grows with every session and every transaction of a transactional id. */
  private static long epoch(ProducerIdentity of) {
    return (of.producerId() << Short.SIZE) + of.epoch();
  }

  private ProducerIdentity identity() {
    ProducerIdentity own = identity;
    if (own == null) {
      throw new IllegalStateException("expected a session of " + transactionalId + ", found none");
    }
    return own;
  }

  void open() {
    open = true;
    transaction = setting.trace().nextTransaction();
    openedMicros = setting.world().nowMicros();
    sent.clear();
    sequences.clear();
    durableEnds = new TreeMap<>();
    unanswered = 0;
    failed = false;
    whenAnswered = null;
    setting
        .trace()
        .record(new Event.TransactionBegun(program.name(), transaction, transactionalId));
  }

  /** A message for each key, in one batch. */
  void publish(TopicPartition to, List<String> keys) {
    List<Outgoing> messages = new ArrayList<>();
    for (String key : keys) {
      messages.add(new Outgoing(setting.trace().nextMessage(), sequence++, key));
    }
    int place = sequences.merge(to, keys.size(), Integer::sum) - keys.size();
    byte[] bytes =
        encoder.encode(to, messages, setting.host().wallMillis(), identity(), place, true);
    for (Outgoing each : messages) {
      setting
          .trace()
          .record(
              new Event.PublishInvoked(
                  program.name(),
                  each.message(),
                  to.topic(),
                  to.partition(),
                  each.key(),
                  each.sequence(),
                  transaction));
    }
    Sent next = new Sent(to, messages, bytes, new long[] {-1});
    sent.add(next);
    unanswered++;
    append(next);
  }

  private void append(Sent next) {
    this.<Appended>use(
        "append-transactional",
        Encoder.append(next.to, next.bytes, acks, Joining.BY_APPENDING),
        appended -> {},
        answer -> {
          if (answer instanceof Answer.Done<Appended> done) {
            next.baseOffset[0] = done.value().baseOffset();
            answered();
          } else if (mayPass(answer)
              // One before it is still on its way; not so if that was given up.
              || (answer.code() == ErrorCode.OUT_OF_ORDER_SEQUENCE && !failed)) {
            if (setting.world().nowMicros() - openedMicros > Patience.OPERATION) {
              failed = true;
              answered();
            } else {
              program.later(pause(), () -> append(next));
            }
          } else {
            failed = true;
            answered();
          }
        });
  }

  private void answered() {
    unanswered--;
    Runnable next = whenAnswered;
    if (unanswered == 0 && next != null) {
      whenAnswered = null;
      next.run();
    }
  }

  /** Ends the transaction once all that was published is answered. */
  void finish(boolean commit) {
    whenAnswered(() -> end(!failed && commit, false));
  }

  /**
   * Ends the transaction once all that was published is answered.
   *
   * @param next positions to stage in it
   */
  void finish(
      String group, Supplier<Committer> committer, Map<TopicPartition, Long> next, boolean commit) {
    whenAnswered(
        () -> {
          if (failed) {
            end(false, false);
          } else {
            stage(group, committer, next, commit);
          }
        });
  }

  private void whenAnswered(Runnable then) {
    whenAnswered = then;
    if (unanswered == 0) {
      unanswered = 1;
      answered();
    }
  }

  private void stage(
      String group, Supplier<Committer> committer, Map<TopicPartition, Long> next, boolean commit) {
    next.forEach(
        (partition, position) ->
            setting
                .trace()
                .record(
                    new Event.CommitInvoked(
                        program.name(),
                        group,
                        partition.topic(),
                        partition.partition(),
                        position,
                        transaction)));
    attemptStage(group, committer, next, commit);
  }

  private void attemptStage(
      String group, Supplier<Committer> committer, Map<TopicPartition, Long> next, boolean commit) {
    Map<TopicPartition, Position> staged = new TreeMap<>();
    next.forEach((partition, position) -> staged.put(partition, Position.at(position)));
    Committer who = committer.get();
    ProducerIdentity by = identity();
    this.<Void>use(
        "stage-positions",
        (core, future) -> core.stagePositions(by, group, who, staged, future),
        done -> {},
        answer -> {
          boolean late = setting.world().nowMicros() - openedMicros > Patience.OPERATION;
          if (!(answer instanceof Answer.Done) && mayPass(answer) && !late) {
            program.later(pause(), () -> attemptStage(group, committer, next, commit));
            return;
          }
          boolean done = answer instanceof Answer.Done;
          next.forEach(
              (partition, position) ->
                  setting
                      .trace()
                      .record(
                          new Event.CommitEnded(
                              program.name(),
                              group,
                              partition.topic(),
                              partition.partition(),
                              position,
                              transaction,
                              done ? Outcome.DONE : Outcome.UNKNOWN)));
          end(done && commit, false);
        });
  }

  private void end(boolean commit, boolean again) {
    if (!again) {
      setting.trace().record(new Event.TransactionEndInvoked(program.name(), transaction, commit));
    }
    ProducerIdentity by = identity();
    List<TopicPartition> touched = sent.stream().map(Sent::to).distinct().toList();
    Map<TopicPartition, Long> ends = durableEnds;
    this.<ProducerIdentity>use(
        commit ? "commit" : "abort",
        (core, future) -> core.endTransaction(null, by, commit, Epochs.BUMPED, future),
        next -> {
          if (commit && ends.isEmpty()) {
            touched.forEach(to -> ends.put(to, setting.host().tellDurable(to)));
          }
        },
        answer -> {
          if (answer instanceof Answer.Done<ProducerIdentity> done) {
            identity = done.value();
            over(commit, Outcome.DONE, commit ? End.COMMITTED : End.ABORTED);
          } else if (answer.code() == ErrorCode.TRANSACTION_ABORTABLE && commit) {
            setting
                .trace()
                .record(
                    new Event.TransactionEnded(
                        program.name(), transaction, true, Outcome.NOT_DONE));
            end(false, false);
          } else if (mayPass(answer)
              && setting.world().nowMicros() - openedMicros < 2 * Patience.OPERATION) {
            program.later(pause(), () -> end(commit, true));
          } else {
            identity = null;
            over(commit, Outcome.UNKNOWN, isFenced(answer.code()) ? End.FENCED : End.LOST);
          }
        });
  }

  private void over(boolean commit, Outcome outcome, End end) {
    open = false;
    setting
        .trace()
        .record(new Event.TransactionEnded(program.name(), transaction, commit, outcome));
    setting.trace().coverage().hit("transaction:" + end);
    if (end == End.COMMITTED) {
      for (Sent each : sent) {
        published(each);
      }
      for (Sent each : sent) {
        TopicPartition to = each.to();
        long last = each.baseOffset()[0] + each.messages().size() - 1;
        long kept = durableEnds.getOrDefault(to, 0L);
        setting.trace().answered(to.topic(), to.partition(), last, kept);
      }
    }
    ended.accept(end);
  }

  private void published(Sent batch) {
    long offset = batch.baseOffset()[0];
    for (Outgoing each : batch.messages()) {
      setting
          .trace()
          .record(
              new Event.Published(
                  program.name(),
                  each.message(),
                  batch.to().topic(),
                  batch.to().partition(),
                  offset++));
    }
  }

  /** Asks once, and writes down under which epoch. */
  private <T> void use(
      String what, Request<T> request, Consumer<T> atBroker, Consumer<Answer<T>> then) {
    long use = setting.trace().nextUse();
    setting
        .trace()
        .record(
            new Event.EpochUseInvoked(
                program.name(), transactionalId, epoch(identity()), use, what));
    remote.ask(
        what,
        Carriage.LOOSE,
        Patience.ANSWER,
        request,
        atBroker,
        answer -> {
          // A copy of it may have been done although this one was refused.
          Outcome outcome = answer instanceof Answer.Done ? Outcome.DONE : Outcome.UNKNOWN;
          setting
              .trace()
              .record(new Event.EpochUsed(program.name(), transactionalId, use, outcome));
          then.accept(answer);
        });
  }

  private static boolean mayPass(Answer<?> answer) {
    ErrorCode code = answer.code();
    return code == null
        || code.isRetriable()
        || code == ErrorCode.BROKER_CLOSED
        || code == ErrorCode.STORAGE_FAILED;
  }

  private static boolean isFenced(@Nullable ErrorCode code) {
    return code == ErrorCode.INVALID_PRODUCER_EPOCH
        || code == ErrorCode.INVALID_PRODUCER_ID_MAPPING;
  }

  private long pause() {
    return rng.between(Patience.LEAST_PAUSE, Patience.MOST_PAUSE);
  }
}
