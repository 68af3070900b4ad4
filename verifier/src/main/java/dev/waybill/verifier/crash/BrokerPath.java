package dev.waybill.verifier.crash;

import dev.waybill.broker.core.BrokerSettings;
import dev.waybill.broker.group.Committer;
import dev.waybill.broker.group.Position;
import dev.waybill.broker.producer.ProducerIdentity;
import dev.waybill.broker.topic.TopicDescription;
import dev.waybill.broker.topic.TopicPartition;
import dev.waybill.broker.topic.TopicSettings;
import dev.waybill.log.storage.Storage;
import dev.waybill.verifier.crash.Ledger.Decision;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * The whole broker: a topic of two partitions, publishes, positions, and transactions over both
 * that are committed, aborted and left open.
 */
final class BrokerPath implements WritePath {
  static final TopicPartition A0 = new TopicPartition("a", 0);
  static final TopicPartition A1 = new TopicPartition("a", 1);
  private static final String GROUP = "readers";
  private static final int NOTE_PAUSES = 3;
  private static final long NOTE_PAUSE_MILLIS = 1_000;
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  private final String name;
  private final BrokerSettings settings;
  private final boolean close;

  private BrokerPath(String name, BrokerSettings settings, boolean close) {
    this.name = name;
    this.settings = settings;
    this.close = close;
  }

  /** Publishes and transactions. */
  static BrokerPath plain() {
    return new BrokerPath("broker: publish, transact", BrokerSettings.defaults(1), false);
  }

  /** With checkpoints and snapshots of the journal between them, and a good end. */
  static BrokerPath housekeeping() {
    return new BrokerPath(
        "broker: checkpoints, snapshots, close",
        BrokerSettings.defaults(1).withCheckpointBytes(150).withJournalSnapshotBytes(300),
        true);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Contents recover(Storage disk) throws IOException {
    return BrokerContents.recover(disk, settings);
  }

  @Override
  public void write(Storage disk, Ledger ledger) throws IOException {
    CrashableBroker broker = CrashableBroker.open(disk, settings);
    Session session = new Session(broker, ledger);
    session.createTopic();
    session.publish(A0, "first");
    broker.settle();
    session.publish(A1, "second");
    session.publish(A0, "third");
    broker.settle();
    session.commitPosition(1);
    broker.settle();

    session.openSession();
    session.begin("committed");
    session.publishInTransaction(A0, "one of the committed");
    session.publishInTransaction(A1, "another of the committed");
    broker.settle();
    session.end(true);
    broker.settle();

    session.begin("aborted");
    session.publishInTransaction(A1, "one of the aborted");
    session.publish(A0, "beside the aborted");
    session.publishInTransaction(A0, "another of the aborted");
    session.end(false);
    broker.settle();
    session.commitPosition(3);
    broker.settle();

    writeNotes(broker);
    session.begin("in one round");
    session.publishInTransaction(A0, "one of the round");
    session.publishInTransaction(A1, "another of the round");
    session.end(true);
    session.publish(A1, "behind the round");
    broker.settle();

    session.begin("left open");
    session.publishInTransaction(A0, "one left open");
    session.publish(A0, "behind the open one");
    broker.settle();
    writeNotes(broker);
    session.requireAnswers();
    if (close) {
      broker.close();
    } else {
      broker.abandon();
    }
  }

  /**
   * Lets the broker write and sync what nobody waits for, such as how far partitions are durable.
   */
  private static void writeNotes(CrashableBroker broker) throws IOException {
    for (int i = 0; i < NOTE_PAUSES; i++) {
      broker.advance(NOTE_PAUSE_MILLIS);
      broker.settle();
    }
  }

  /** Asks the broker, and tells the ledger before it asks and as soon as it is answered. */
  private static final class Session {
    private final CrashableBroker broker;
    private final Ledger ledger;
    private CompletableFuture<ProducerIdentity> producer = new CompletableFuture<>();
    private String transaction = "";
    private long position;
    private final List<CompletableFuture<?>> answers = new ArrayList<>();
    private int sequence0;
    private int sequence1;

    Session(CrashableBroker broker, Ledger ledger) {
      this.broker = broker;
      this.ledger = ledger;
    }

    void createTopic() throws IOException {
      CompletableFuture<TopicDescription> created =
          broker.ask(
              (core, future) -> core.createTopic("a", TopicSettings.ofPartitions(2), future));
      broker.settle();
      created.join();
    }

    void publish(TopicPartition partition, String value) {
      ledger.attempt(BrokerContents.place(partition), Ledger.ANY_OFFSET, value);
      answers.add(
          broker
              .append(partition, TextBatches.plain(value))
              .thenAccept(done -> ledger.acknowledged(value, done.baseOffset())));
    }

    void commitPosition(long to) {
      String at = BrokerContents.position(GROUP, A0);
      ledger.attemptPosition(at, to);
      answers.add(
          broker
              .<Void>ask(
                  (core, future) ->
                      core.commitPositions(
                          GROUP, Committer.OUTSIDE, Map.of(A0, Position.at(to)), future))
              .thenAccept(done -> ledger.committedPosition(at, to)));
    }

    void openSession() throws IOException {
      producer =
          broker.ask((core, future) -> core.initProducer("tx", TIMEOUT, Optional.empty(), future));
      broker.settle();
    }

    void begin(String name) {
      transaction = name;
      position++;
      sequence0 = 0;
      sequence1 = 0;
      ledger.begin(name, BrokerContents.position(name, A0), position);
    }

    void publishInTransaction(TopicPartition partition, String value) {
      ledger.attempt(BrokerContents.place(partition), value, transaction);
      ProducerIdentity by = producer.join();
      int sequence = partition.equals(A0) ? sequence0++ : sequence1++;
      answers.add(
          broker.append(
              partition, TextBatches.transactional(by.producerId(), by.epoch(), sequence, value)));
    }

    void end(boolean commit) {
      String ended = transaction;
      ProducerIdentity by = producer.join();
      Map<TopicPartition, Position> staged = Map.of(A0, Position.at(position));
      answers.add(
          broker.<Void>ask(
              (core, future) -> core.stagePositions(by, ended, Committer.OUTSIDE, staged, future)));
      ledger.decide(ended, commit ? Decision.COMMIT_ASKED : Decision.ABORTED);
      producer = broker.ask((core, future) -> core.endTransaction(by, commit, future));
      answers.add(
          producer.thenAccept(
              next -> ledger.decide(ended, commit ? Decision.COMMITTED : Decision.ABORTED)));
    }

    /** All of them are there, and none is a refusal. */
    void requireAnswers() {
      for (CompletableFuture<?> answer : answers) {
        if (!answer.isDone()) {
          throw new IllegalStateException("expected an answer to everything, found none");
        }
        answer.join();
      }
    }
  }
}
