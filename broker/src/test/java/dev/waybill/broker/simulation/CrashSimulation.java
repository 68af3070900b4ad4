package dev.waybill.broker.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.broker.Batches;
import dev.waybill.broker.append.Acks;
import dev.waybill.broker.append.Appended;
import dev.waybill.broker.core.BrokerSettings;
import dev.waybill.broker.group.Committer;
import dev.waybill.broker.group.FetchedPosition;
import dev.waybill.broker.group.Position;
import dev.waybill.broker.partition.Isolation;
import dev.waybill.broker.topic.TopicDescription;
import dev.waybill.broker.topic.TopicPartition;
import dev.waybill.broker.topic.TopicSettings;
import dev.waybill.broker.transaction.Epochs;
import dev.waybill.log.storage.SimulatedStorage.Fault;
import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/**
 * One seed: publishers, transactions and positions on a broker whose power fails again and again,
 * also while it recovers.
 */
final class CrashSimulation {
  private static final int CRASHES = 4;
  private static final int STEPS_BETWEEN = 60;
  private static final int LAST_OPERATION = 120;
  private static final int LAST_SYNC = 40;
  private static final int LONG_PAUSE_MILLIS = 6_000;
  private static final TopicPartition A0 = new TopicPartition("a", 0);
  private static final TopicPartition A1 = new TopicPartition("a", 1);
  private static final TopicPartition B0 = new TopicPartition("b", 0);
  private static final String GROUP = "positions";

  /** Those a crash or a failing disk brings; full disks have tests of their own. */
  private static final List<Fault> FAULTS =
      List.of(
          Fault.POWER_LOST,
          Fault.WRITE_DROPPED,
          Fault.WRITE_TORN,
          Fault.WRITE_GARBLED,
          Fault.NAME_LOST,
          Fault.SYNC_FAILED);

  private final long seed;
  private final Random random;
  private final SimulatedBroker broker;
  private final Ledgers ledgers = new Ledgers();
  private final List<SimulatedPublisher> publishers;
  private final List<SimulatedTransactor> transactors;
  private final SimulatedOperator operator = new SimulatedOperator();
  private final SimulatedDeleter deleter = new SimulatedDeleter(ledgers);
  private final Map<String, CompletableFuture<Appended>> carelessAnswers = new TreeMap<>();
  private int crashesInsideRecovery;
  private int kills;
  private int keptThroughKill;
  private long careless;
  private long nextPosition;
  private long syncedPosition = -1;
  private CompletableFuture<Void> positionUnderWay;

  CrashSimulation(long seed) {
    this.seed = seed;
    this.random = new Random(seed);
    this.broker =
        new SimulatedBroker(
            BrokerSettings.defaults(seed)
                .withCheckpointBytes(1_000)
                .withJournalSnapshotBytes(2_000)
                .withRetentionInterval(Duration.ofSeconds(2))
                .withMaxUnwrittenBytes(4_000),
            this::look);
    this.publishers =
        List.of(
            new SimulatedPublisher("p0", A0, ledgers),
            new SimulatedPublisher("p1", A1, ledgers),
            new SimulatedPublisher("p2", A0, ledgers));
    this.transactors =
        List.of(
            new SimulatedTransactor("t0", List.of(A0, A1, B0), ledgers, Epochs.BUMPED),
            new SimulatedTransactor("t1", List.of(A1, B0), ledgers, Epochs.BUMPED),
            new SimulatedTransactor("t2", List.of(A0, B0), ledgers, Epochs.KEPT));
  }

  /** What a run came to: for comparing runs, and for proving that something happened. */
  record Result(long historyHash, Map<String, Integer> happened) {}

  Result run() throws IOException {
    broker.open();
    createTopics();
    for (int crash = 0; crash < CRASHES; crash++) {
      untilPowerFails();
      crash();
      check();
    }
    broker.close();
    broker.open();
    check();
    Map<String, Integer> happened = new TreeMap<>();
    happened.put("crash states", broker.crashes());
    happened.put("crashes inside recovery", crashesInsideRecovery);
    happened.put("kills", kills);
    happened.put("written answers kept through a kill", keptThroughKill);
    happened.put(
        "zombies refused",
        transactors.stream().mapToInt(SimulatedTransactor::zombiesRefused).sum());
    happened.put(
        "transactional appends answered before their sync",
        transactors.stream().mapToInt(SimulatedTransactor::answeredBeforeSync).sum());
    happened.put(
        "transactions timed out",
        transactors.stream().mapToInt(SimulatedTransactor::timedOut).sum());
    happened.put(
        "sessions from before a crash refused",
        transactors.stream().mapToInt(SimulatedTransactor::survivorsRefused).sum());
    happened.put(
        "sessions from before a crash revived",
        transactors.stream().mapToInt(SimulatedTransactor::survivorsRevived).sum());
    happened.put(
        "positions from before a crash refused",
        transactors.stream().mapToInt(SimulatedTransactor::stagedInVain).sum());
    happened.put("topics created", operator.created());
    happened.put("topics deleted", operator.deleted());
    happened.put("messages deleted on request", deleter.deletions());
    for (Fault fault : FAULTS) {
      happened.put(fault.name().toLowerCase(Locale.ROOT), broker.storage().faults(fault));
    }
    return new Result(broker.storage().historyHash(), happened);
  }

  private void createTopics() {
    List<CompletableFuture<TopicDescription>> created =
        List.of(
            broker.ask(
                (core, future) ->
                    core.createTopic(
                        "a", TopicSettings.ofPartitions(2).withSegmentBytes(2_048), future)),
            broker.ask(
                (core, future) ->
                    core.createTopic(
                        SimulatedDeleter.MINE.topic(),
                        TopicSettings.ofPartitions(1).withSegmentBytes(1_024),
                        future)),
            broker.ask(
                (core, future) -> core.createTopic("b", TopicSettings.ofPartitions(1), future)));
    broker.settle();
    created.forEach(CompletableFuture::join);
  }

  /** Works until the power or a sync fails in the middle of some operation, or in between. */
  private void untilPowerFails() {
    if (random.nextInt(4) == 0) {
      broker.storage().failSync(1 + random.nextInt(LAST_SYNC));
    } else {
      broker.storage().losePowerAtOperation(1 + random.nextInt(LAST_OPERATION));
    }
    for (int step = 0; step < STEPS_BETWEEN && broker.isRunning(); step++) {
      step();
    }
  }

  private void step() {
    int choice = random.nextInt(16);
    if (choice >= 14) {
      deleter.step(broker, random);
    } else if (choice == 13) {
      operator.step(broker, random);
    } else if (choice == 12) {
      publishCarelessly();
    } else if (choice < 4) {
      publishers.get(random.nextInt(publishers.size())).step(broker, random);
    } else if (choice < 8) {
      transactors.get(random.nextInt(transactors.size())).step(broker, random);
    } else if (choice == 8) {
      commitPosition();
    } else if (choice == 9) {
      broker.advance(random.nextInt(10) == 0 ? LONG_PAUSE_MILLIS : random.nextInt(200));
    } else {
      broker.hand();
      broker.runDisk();
      if (random.nextInt(3) == 0) {
        look();
      }
    }
  }

  /** Nobody waits for it, and it may be lost; but who saw it must go on seeing it. */
  private void publishCarelessly() {
    String value = "careless-" + careless;
    ledgers.sent(value, B0, careless++);
    Acks acks = random.nextBoolean() ? Acks.NONE : Acks.WRITTEN;
    CompletableFuture<Appended> answer = broker.append(B0, Batches.plain(value), acks);
    if (acks == Acks.WRITTEN) {
      carelessAnswers.put(value, answer);
    }
  }

  private void look() {
    if (broker.isRunning()) {
      ledgers.look(broker.core().directory());
    }
  }

  private void commitPosition() {
    if (positionUnderWay != null && !positionUnderWay.isDone()) {
      return;
    }
    settlePosition();
    long offset = nextPosition++;
    positionUnderWay =
        broker.ask(
            (core, future) ->
                core.commitPositions(
                    GROUP, Committer.OUTSIDE, Map.of(A0, Position.at(offset)), future));
  }

  private void settlePosition() {
    if (positionUnderWay != null
        && positionUnderWay.isDone()
        && !positionUnderWay.isCompletedExceptionally()) {
      syncedPosition = nextPosition - 1;
    }
  }

  /** The power is off, or the process is killed; recovery may suffer the same. */
  private void crash() throws IOException {
    publishers.forEach(SimulatedPublisher::settleAnswers);
    settlePosition();
    positionUnderWay = null;
    transactors.forEach(SimulatedTransactor::crashed);
    operator.crashed();
    deleter.crashed();
    boolean killOnly = !broker.storage().isOff() && random.nextInt(3) == 0;
    int again = random.nextInt(3);
    if (killOnly) {
      broker.kill();
      kills++;
      if (again == 0) {
        whatWasWrittenSurvives();
      }
    } else {
      broker.losePower(random);
    }
    carelessAnswers.clear();
    for (; again > 0; again--) {
      broker.storage().losePowerAtOperation(1 + random.nextInt(LAST_OPERATION / 4));
      try {
        broker.open();
        broker.settle();
      } catch (IOException e) {
        assertThat(broker.storage().isOff()).as("recovery failed: %s", e).isTrue();
      }
      broker.losePower(random);
      crashesInsideRecovery++;
    }
    broker.open();
  }

  /** Only the process died: what it was told is written is in the page cache. */
  private void whatWasWrittenSurvives() {
    carelessAnswers.forEach(
        (value, answer) -> {
          if (answer.isDone() && !answer.isCompletedExceptionally()) {
            ledgers.synced(value, answer.join().baseOffset());
            keptThroughKill++;
          }
        });
  }

  private void check() {
    broker.settleWithDeadlines();
    assertThat(broker.isRunning()).as("seed %d", seed).isTrue();
    transactors.forEach(transactor -> transactor.tryToGoOn(broker, random));
    broker.settle();
    operator.check(broker);
    ledgers.check(broker.core().directory());
    Set<String> visible = new HashSet<>();
    ledgers
        .views(broker.core().directory())
        .values()
        .forEach(view -> visible.addAll(Batches.values(view, Isolation.READ_COMMITTED)));
    transactors.forEach(transactor -> transactor.check(broker, visible));
    Map<TopicPartition, FetchedPosition> positions =
        broker
            .<Map<TopicPartition, FetchedPosition>>ask(
                (core, future) -> core.fetchPositions(GROUP, Committer.OUTSIDE, null, future))
            .join();
    FetchedPosition position = positions.get(A0);
    long committed = position == null ? -1 : position.committed().map(Position::offset).orElse(-1L);
    assertThat(committed).as("position").isBetween(syncedPosition, nextPosition - 1);
    syncedPosition = committed;
    publishers.forEach(publisher -> publisher.resendAll(broker));
    broker.settle();
    publishers.forEach(SimulatedPublisher::assertAllAnswered);
    ledgers.check(broker.core().directory());
  }
}
