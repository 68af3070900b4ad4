package dev.waybill.broker.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.broker.Batches;
import dev.waybill.broker.append.Acks;
import dev.waybill.broker.append.Appended;
import dev.waybill.broker.append.Joining;
import dev.waybill.broker.error.BrokerException;
import dev.waybill.broker.error.ErrorCode;
import dev.waybill.broker.group.Committer;
import dev.waybill.broker.group.FetchedPosition;
import dev.waybill.broker.group.Position;
import dev.waybill.broker.producer.ProducerIdentity;
import dev.waybill.broker.topic.TopicPartition;
import dev.waybill.broker.transaction.Epochs;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/**
 * Runs one transaction after the other: messages to several partitions and a position that is the
 * transaction's number. Begins a new session whenever something failed; after a crash it may also
 * abort and go on with the old one. With {@link Epochs#KEPT} it speaks as an old protocol does:
 * whatever takes part in a transaction joins it first, and epoch and sequences go on.
 */
final class SimulatedTransactor {
  private static final Duration TIMEOUT = Duration.ofSeconds(5);
  private static final int INPUTS = 2;
  private static final Acks[] ACKS = Acks.values();

  private static final class Transaction {
    final int number;
    final List<String> values = new ArrayList<>();
    final Map<String, CompletableFuture<Appended>> answers = new TreeMap<>();
    CompletableFuture<Void> joined = CompletableFuture.completedFuture(null);
    CompletableFuture<Void> staged = new CompletableFuture<>();
    CompletableFuture<ProducerIdentity> end;
    boolean commit;

    Transaction(int number) {
      this.number = number;
    }

    boolean isDone() {
      return end != null && end.isDone();
    }

    /** Whether it was told so: until then it has nothing to commit, whatever it sent. */
    boolean isSomethingDone() {
      return staged.isDone() && !staged.isCompletedExceptionally()
          || answers.values().stream()
              .anyMatch(
                  answer ->
                      answer.isDone()
                          && !answer.isCompletedExceptionally()
                          && answer.join().durability() != Acks.NONE);
    }
  }

  private final String name;
  private final List<TopicPartition> partitions;
  private final Ledgers ledgers;
  private final Epochs epochs;
  private final List<Transaction> transactions = new ArrayList<>();
  private final Map<TopicPartition, Integer> sequences = new HashMap<>();
  private CompletableFuture<ProducerIdentity> session;
  private ProducerIdentity zombie;

  /** Its session of before the crash, in the middle of a transaction or between two. */
  private ProducerIdentity survivor;

  private boolean survivorHadBegun;

  /** Positions that it could not stage before the crash: sent with the next ones, as Kafka's do. */
  private final Map<TopicPartition, Position> kept = new HashMap<>();

  private Transaction current;
  private long sent;
  private int zombiesRefused;
  private int answeredBeforeSync;
  private int timedOut;
  private int survivorsRefused;
  private int survivorsRevived;
  private int stagedInVain;

  SimulatedTransactor(
      String name, List<TopicPartition> partitions, Ledgers ledgers, Epochs epochs) {
    this.name = name;
    this.partitions = partitions;
    this.ledgers = ledgers;
    this.epochs = epochs;
  }

  int zombiesRefused() {
    return zombiesRefused;
  }

  /** Appends that were answered before they were synced. */
  int answeredBeforeSync() {
    return answeredBeforeSync;
  }

  /** Transactions that were aborted under the current session's hands. */
  int timedOut() {
    return timedOut;
  }

  int survivorsRefused() {
    return survivorsRefused;
  }

  int survivorsRevived() {
    return survivorsRevived;
  }

  /** Stagings that were refused because of what they may have brought along. */
  int stagedInVain() {
    return stagedInVain;
  }

  /**
   * It does not know of the crash, and wants to commit what the crash may have torn. Refused, it
   * gives up or aborts and goes on.
   */
  void tryToGoOn(SimulatedBroker broker, Random random) {
    ProducerIdentity old = survivor;
    if (old == null) {
      return;
    }
    survivor = null;
    if (epochs == Epochs.KEPT && !survivorHadBegun) {
      assertRefused(broker, join(broker, old));
    }
    assertRefused(broker, end(broker, old, true));
    survivorsRefused++;
    if (random.nextBoolean()) {
      session = end(broker, old, false);
      survivorsRevived++;
    } else {
      zombie = old;
    }
  }

  private CompletableFuture<ProducerIdentity> end(
      SimulatedBroker broker, ProducerIdentity by, boolean commit) {
    return broker.ask((core, future) -> core.endTransaction(name, by, commit, epochs, future));
  }

  private CompletableFuture<Void> join(SimulatedBroker broker, ProducerIdentity by) {
    return broker.ask((core, future) -> core.joinTransaction(name, by, partitions, future));
  }

  void step(SimulatedBroker broker, Random random) {
    if (session == null || session.isCompletedExceptionally() || random.nextInt(40) == 0) {
      begin(broker);
    } else if (session.isDone()) {
      poke(broker, random);
      work(broker, random);
    }
  }

  /** The broker is gone; whatever had no answer is unknown. */
  void crashed() {
    if (isIdle() && (current == null || current.end == null)) {
      survivor = session.join();
      survivorHadBegun = current != null && current.isSomethingDone();
      if (current != null) {
        kept.put(input(current.number), Position.at(current.number));
      }
    }
    settleAnswers();
    session = null;
    current = null;
  }

  private boolean isIdle() {
    return session != null && session.isDone() && !session.isCompletedExceptionally();
  }

  /**
   * What was told synced is there after any crash, however the transaction ends. What was told less
   * may vanish, but only with its whole transaction: {@link #check} knows.
   */
  private void settleAnswers() {
    for (Transaction transaction : transactions) {
      transaction.answers.forEach(
          (value, answer) -> {
            if (answer.isDone() && !answer.isCompletedExceptionally()) {
              if (answer.join().durability() == Acks.SYNCED) {
                ledgers.synced(value, answer.join().baseOffset());
              } else {
                answeredBeforeSync++;
              }
            }
          });
      transaction.answers.clear();
    }
  }

  private void begin(SimulatedBroker broker) {
    if (isIdle()) {
      zombie = session.join();
    }
    session =
        broker.ask((core, future) -> core.initProducer(name, TIMEOUT, Optional.empty(), future));
    kept.clear();
    sequences.clear();
    current = null;
  }

  private void work(SimulatedBroker broker, Random random) {
    if (current == null) {
      current = new Transaction(transactions.size());
      transactions.add(current);
      if (epochs == Epochs.BUMPED) {
        sequences.clear();
      } else {
        current.joined = join(broker, session.join());
      }
    }
    if (current.joined.isCompletedExceptionally()) {
      timedOut += isFenced(current.joined) ? 1 : 0;
      session = null;
    } else if (!current.joined.isDone()) {
      broker.hand();
    } else if (current.end != null) {
      next();
    } else if (current.values.size() < 3 || random.nextInt(3) > 0) {
      if (random.nextInt(4) == 0) {
        if (!stage(broker)) {
          current.end = end(broker, session.join(), false);
        }
      } else {
        publish(broker, random, partitions.get(random.nextInt(partitions.size())));
      }
    } else {
      boolean wants = random.nextInt(3) > 0;
      current.commit = stage(broker) && wants;
      current.end = end(broker, session.join(), current.commit);
    }
  }

  /** Ended: goes on with the new identity, or with a new session when it failed. */
  private void next() {
    if (!current.end.isDone()) {
      return;
    }
    boolean refused = current.end.isCompletedExceptionally();
    timedOut += isFenced(current.end) ? 1 : 0;
    session = refused ? null : current.end;
    current = null;
  }

  private void publish(SimulatedBroker broker, Random random, TopicPartition partition) {
    int sequence = sequences.merge(partition, 1, Integer::sum) - 1;
    String value = name + "-" + sent;
    ledgers.sent(value, partition, sent);
    sent++;
    current.values.add(value);
    CompletableFuture<Appended> answer =
        broker.append(
            partition,
            Batches.transactional(session.join(), sequence, value),
            ACKS[random.nextInt(ACKS.length)],
            joining());
    current.answers.put(value, answer);
    if (answer.isCompletedExceptionally()) {
      timedOut += isFenced(answer) ? 1 : 0;
      ledgers.refused(value);
      session = null;
    }
  }

  private static boolean isFenced(CompletableFuture<?> answer) {
    return isRefusedWith(ErrorCode.INVALID_PRODUCER_EPOCH, answer);
  }

  private static boolean isRefusedWith(ErrorCode code, CompletableFuture<?> answer) {
    return answer.isCompletedExceptionally()
        && answer.handle((ok, e) -> ((BrokerException) e).code() == code).join();
  }

  /**
   * @return false: it must abort
   */
  private boolean stage(SimulatedBroker broker) {
    ProducerIdentity by = session.join();
    Map<TopicPartition, Position> positions = new HashMap<>(kept);
    positions.put(input(current.number), Position.at(current.number));
    kept.clear();
    if (epochs == Epochs.KEPT) {
      broker.<Void>ask((core, future) -> core.joinTransaction(name, by, name, future));
    }
    current.staged =
        broker.ask(
            (core, future) ->
                core.stagePositions(
                    name, by, name, Committer.OUTSIDE, positions, joining(), future));
    boolean inVain = isRefusedWith(ErrorCode.TRANSACTION_ABORTABLE, current.staged);
    stagedInVain += inVain ? 1 : 0;
    return !inVain;
  }

  private Joining joining() {
    return epochs == Epochs.KEPT ? Joining.BEFORE : Joining.BY_APPENDING;
  }

  /** A session that was replaced tries everything; none of it may succeed. */
  private void poke(SimulatedBroker broker, Random random) {
    ProducerIdentity old = zombie;
    if (old == null || old.equals(session.join()) || random.nextInt(10) > 0) {
      return;
    }
    String value = name + "zombie-" + sent;
    ledgers.sent(value, partitions.get(0), sent++);
    assertRefused(
        broker,
        broker.append(partitions.get(0), Batches.transactional(old, 0, value), Acks.SYNCED));
    ledgers.refused(value);
    assertRefused(
        broker,
        broker.<ProducerIdentity>ask((core, future) -> core.endTransaction(old, true, future)));
    zombiesRefused++;
  }

  private void assertRefused(SimulatedBroker broker, CompletableFuture<?> answer) {
    assertThat(answer.isCompletedExceptionally())
        .as("a zombie of %s was not refused", name)
        .isTrue();
    assertThat(broker.isRunning()).isTrue();
  }

  /** At rest: every transaction is whole or absent, and its position went with it. */
  void check(SimulatedBroker broker, Set<String> visible) {
    long[] lastVisible = new long[INPUTS];
    Arrays.fill(lastVisible, -1);
    for (Transaction transaction : transactions) {
      Set<String> shown = new HashSet<>(transaction.values);
      shown.retainAll(visible);
      boolean whole = !shown.isEmpty();
      assertThat(shown.size())
          .as("transaction %d of %s is torn: %s", transaction.number, name, shown)
          .isIn(0, transaction.values.size());
      if (transaction.isDone() && !transaction.end.isCompletedExceptionally()) {
        assertThat(whole)
            .as(
                "transaction %d of %s was answered, commit=%s",
                transaction.number, name, transaction.commit)
            .isEqualTo(transaction.commit && !transaction.values.isEmpty());
      } else if (transaction.end == null) {
        assertThat(whole)
            .as("transaction %d of %s was never ended", transaction.number, name)
            .isFalse();
      }
      if (whole) {
        lastVisible[transaction.number % INPUTS] = transaction.number;
      }
    }
    Map<TopicPartition, FetchedPosition> positions =
        broker
            .<Map<TopicPartition, FetchedPosition>>ask(
                (core, future) -> core.fetchPositions(name, Committer.OUTSIDE, null, future))
            .join();
    for (int input = 0; input < INPUTS; input++) {
      FetchedPosition position = positions.get(input(input));
      long committed =
          position == null ? -1 : position.committed().map(Position::offset).orElse(-1L);
      assertThat(committed)
          .as("position of %s in input %d beside its outputs", name, input)
          .isEqualTo(lastVisible[input]);
    }
  }

  /**
   * Transactions move positions of different partitions, so that a stale one is not overwritten.
   */
  private static TopicPartition input(int number) {
    return new TopicPartition("a", number % INPUTS);
  }
}
