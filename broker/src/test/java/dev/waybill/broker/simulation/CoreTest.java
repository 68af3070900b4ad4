package dev.waybill.broker.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.broker.Batches;
import dev.waybill.broker.append.Acks;
import dev.waybill.broker.append.Appended;
import dev.waybill.broker.core.Core;
import dev.waybill.broker.group.Committer;
import dev.waybill.broker.group.HeartbeatReply;
import dev.waybill.broker.group.HeartbeatRequest;
import dev.waybill.broker.group.Position;
import dev.waybill.broker.partition.Isolation;
import dev.waybill.broker.partition.PublishedPartition;
import dev.waybill.broker.producer.ProducerIdentity;
import dev.waybill.broker.topic.TopicDescription;
import dev.waybill.broker.topic.TopicSettings;
import dev.waybill.log.storage.SimulatedStorage.Fault;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What depends on the moment between a command, a write and a sync. */
class CoreTest extends CoreWorld {
  @Test
  void acknowledgementsWaitForWhatTheyPromise() {
    CompletableFuture<Appended> none = broker.append(ORDERS, Batches.plain("n"), Acks.NONE);
    CompletableFuture<Appended> written = broker.append(ORDERS, Batches.plain("w"), Acks.WRITTEN);
    CompletableFuture<Appended> synced = broker.append(ORDERS, Batches.plain("s"), Acks.SYNCED);
    boolean[] looked = new boolean[1];
    betweenWriteAndSync =
        () -> {
          broker.core().giveReplies();
          assertThat(written).isCompleted();
          assertThat(synced).isNotDone();
          assertThat(view().offsets().writtenEnd()).isEqualTo(3);
          assertThat(view().offsets().highWatermark()).isZero();
          looked[0] = true;
        };

    assertThat(none).isCompleted();
    assertThat(written).isNotDone();
    broker.settle();

    assertThat(looked[0]).isTrue();
    assertThat(synced).isCompleted();
    assertThat(view().offsets().highWatermark()).isEqualTo(3);
  }

  @Test
  void writtenReadersSeeWhatSyncedReadersDoNot() {
    view().onAdvance(0, Isolation.READ_WRITTEN, () -> {});
    broker.append(ORDERS, Batches.plain("early"), Acks.SYNCED);
    boolean[] looked = new boolean[1];
    betweenWriteAndSync =
        () -> {
          assertThat(Batches.values(view(), Isolation.READ_WRITTEN)).containsExactly("early");
          assertThat(Batches.values(view(), Isolation.READ_UNCOMMITTED)).isEmpty();
          looked[0] = true;
        };

    broker.settle();

    assertThat(looked[0]).isTrue();
  }

  @Test
  void transactionPastItsTimeoutNoLongerHoldsTheStableOffset() {
    ProducerIdentity producer = session();
    broker.append(ORDERS, Batches.transactional(producer, 0, "gone"), Acks.SYNCED);
    broker.append(ORDERS, Batches.plain("kept"), Acks.SYNCED);
    broker.settle();
    broker.advance(TIMEOUT.toMillis() - 1);
    broker.settle();
    assertThat(view().offsets().lastStable()).isZero();

    broker.advance(1);
    broker.settle();

    assertThat(view().offsets().lastStable()).isEqualTo(view().offsets().highWatermark());
    assertThat(Batches.values(view(), Isolation.READ_COMMITTED)).containsExactly("kept");
  }

  @Test
  void groupsOfRoundsShareOneSync() {
    fill(1);
    int appends = 8;
    for (int i = 0; i < appends; i++) {
      broker.append(ORDERS, Batches.plain("m" + i), Acks.SYNCED);
    }
    broker.storage().failSync(2);

    broker.hand();
    broker.runDisk();

    assertThat(view().offsets().highWatermark()).isEqualTo(1 + appends);
    assertThat(broker.storage().faults(Fault.SYNC_FAILED)).isZero();
    assertThatTheNextSyncIsTheOneThatFails();
  }

  @Test
  void transactionCostsOneSyncOfItsDataAndOneOfTheJournal() {
    fill(1);
    ProducerIdentity producer = session();
    broker.storage().failSync(3);

    for (int i = 0; i < 3; i++) {
      CompletableFuture<Appended> written =
          broker.append(ORDERS, Batches.transactional(producer, i, "m" + i), Acks.WRITTEN);
      broker.hand();
      broker.runDisk();
      assertThat(written).isCompleted();
    }
    CompletableFuture<ProducerIdentity> committed =
        broker.ask((core, future) -> core.endTransaction(producer, true, future));
    broker.hand();
    broker.runDisk();

    assertThat(committed).isCompleted();
    assertThat(broker.storage().faults(Fault.SYNC_FAILED)).isZero();
    assertThatTheNextSyncIsTheOneThatFails();
  }

  private void assertThatTheNextSyncIsTheOneThatFails() {
    broker.append(ORDERS, Batches.plain("next"), Acks.SYNCED);
    broker.settle();
    assertThat(broker.storage().faults(Fault.SYNC_FAILED)).isEqualTo(1);
  }

  @Test
  void stalledDiskDelaysAcknowledgementsAndNotHeartbeats() {
    HeartbeatRequest join = HeartbeatRequest.join("g", "m", Set.of("orders"), TIMEOUT);
    CompletableFuture<HeartbeatReply> joined = heartbeat(join);
    assertThat(joined).as("the group has changed").isNotDone();
    broker.settle();
    HeartbeatRequest alive = join.next(joined.join().memberEpoch(), joined.join().assigned());
    CompletableFuture<Void> committed =
        broker.ask(
            (core, future) ->
                core.commitPositions(
                    "other", Committer.OUTSIDE, Map.of(ORDERS, Position.at(0)), future));
    broker.hand();
    CompletableFuture<Appended> appended = broker.append(ORDERS, Batches.plain("m"), Acks.SYNCED);

    assertThat(heartbeat(alive)).isCompleted();

    assertThat(committed).isNotDone();
    assertThat(appended).isNotDone();
    broker.settle();
    assertThat(committed).isCompleted();
    assertThat(appended).isCompleted();
  }

  @Test
  void nudgesEndWithTheMembershipTheyBelongTo() {
    HeartbeatRequest join = HeartbeatRequest.join("g", "m", Set.of("orders"), TIMEOUT);
    heartbeat(join);
    broker.settle();
    int[] nudges = new int[1];
    broker.core().onNudge("g", "m", () -> nudges[0]++);
    broker.advance(settings.groups().sessionTimeout().toMillis() + 1);
    broker.settle();
    assertThat(nudges[0]).as("told that it was expelled").isEqualTo(1);

    heartbeat(HeartbeatRequest.join("g", "another", Set.of("orders"), TIMEOUT));
    broker.settle();

    assertThat(nudges[0]).isEqualTo(1);
  }

  @Test
  void nudgeThatThrowsHarmsNobodyElse() {
    heartbeat(HeartbeatRequest.join("g", "a", Set.of("orders"), TIMEOUT));
    broker.settle();
    boolean[] nudged = new boolean[1];
    broker
        .core()
        .onNudge(
            "g",
            "a",
            () -> {
              nudged[0] = true;
              throw new IllegalStateException("thrown by a test");
            });

    CompletableFuture<HeartbeatReply> joined =
        heartbeat(HeartbeatRequest.join("g", "b", Set.of("orders"), TIMEOUT));
    broker.settle();

    assertThat(nudged[0]).isTrue();
    assertThat(joined).isCompleted();
  }

  @Test
  void wakeUpThatThrowsHarmsNobodyElse() {
    boolean[] woken = new boolean[1];
    view()
        .onAdvance(
            0,
            Isolation.READ_COMMITTED,
            () -> {
              woken[0] = true;
              throw new IllegalStateException("thrown by a test");
            });

    CompletableFuture<Appended> appended = broker.append(ORDERS, Batches.plain("m"), Acks.SYNCED);
    broker.settle();

    assertThat(woken[0]).isTrue();
    assertThat(appended).isCompleted();
    assertThat(view().offsets().highWatermark()).isEqualTo(1);
  }

  @Test
  void repeatedBatchIsAnsweredThoughNothingElseWaitsForTheDisk() {
    CompletableFuture<ProducerIdentity> producer = broker.ask(Core::initProducer);
    broker.settle();
    broker.append(ORDERS, Batches.sequenced(producer.join(), 0, "m"), Acks.SYNCED);
    broker.hand();

    CompletableFuture<Appended> repeated =
        broker.append(ORDERS, Batches.sequenced(producer.join(), 0, "m"), Acks.WRITTEN);
    broker.runDisk();

    assertThat(broker.core().isIdle()).isFalse();
    broker.settle();
    assertThat(repeated).isCompleted();
    assertThat(repeated.join().duplicate()).isTrue();
  }

  @Test
  void transactionalBatchIsAnsweredAsSoonAsWasAsked() {
    ProducerIdentity producer = session();
    CompletableFuture<Appended> none =
        broker.append(ORDERS, Batches.transactional(producer, 0, "n"), Acks.NONE);
    CompletableFuture<Appended> written =
        broker.append(ORDERS, Batches.transactional(producer, 1, "w"), Acks.WRITTEN);
    assertThat(none.join().durability()).isEqualTo(Acks.NONE);
    assertThat(written).isNotDone();

    broker.hand();
    broker.runDisk();

    assertThat(written.join().durability()).isEqualTo(Acks.WRITTEN);
    assertThat(view().offsets().writtenEnd()).isEqualTo(2);
    assertThat(view().offsets().highWatermark()).isZero();
  }

  @Test
  void newSegmentSizeHoldsFromTheNextAppendOn() throws Exception {
    fill(1);
    TopicSettings large = TopicSettings.ofPartitions(1).withSegmentBytes(1 << 20);
    broker.<TopicDescription>ask((core, future) -> core.alterTopic("orders", large, future));

    fill(20);

    assertThat(broker.storage().list(((PublishedPartition) view()).directory()))
        .filteredOn(name -> name.endsWith(".log"))
        .hasSize(1);
  }

  private CompletableFuture<HeartbeatReply> heartbeat(HeartbeatRequest request) {
    return broker.ask((core, future) -> core.heartbeat(request, future));
  }
}
