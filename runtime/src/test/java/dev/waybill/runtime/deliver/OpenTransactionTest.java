package dev.waybill.runtime.deliver;

import static dev.waybill.runtime.deliver.World.caughtUp;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.Subscribe;
import dev.waybill.Subscription;
import dev.waybill.Topic;
import dev.waybill.codec.Codecs;
import dev.waybill.error.RejectedException;
import dev.waybill.message.StartPosition;
import dev.waybill.message.TopicPartition;
import dev.waybill.runtime.fake.Faults.Point;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What becomes of a transaction that is open while a partition goes. */
@Timeout(60)
class OpenTransactionTest {

  /** The longer a commit takes, the longer the next transaction is left open, up to 100 ms. */
  private static final long SLOW_COMMIT_NANOS = 20_000_000;

  private final World world = new World();
  private final Topic<String> out = Topic.named("out").of(Codecs.string()).partitions(1);

  /** Holds "b" back until "c" was polled, so that the transaction of "b" waits for "c". */
  private final CountDownLatch polledC = new CountDownLatch(1);

  /** Passes of the consumer since "c" can be polled: at the second it was. */
  private final AtomicInteger polls = new AtomicInteger();

  private final CountDownLatch inB = new CountDownLatch(1);
  private final CountDownLatch storedC = new CountDownLatch(1);
  private final CountDownLatch releaseC = new CountDownLatch(1);
  private final CountDownLatch publishedB = new CountDownLatch(1);

  @AfterEach
  void close() {
    releaseC.countDown();
    polledC.countDown();
    world.waybill.close();
  }

  /** After this "b" is published in a transaction that is open. */
  private Subscription withOneThatIsOpen(Runnable onPoll) throws Exception {
    AtomicInteger published = new AtomicInteger();
    world
        .engine
        .faults
        .onTheWay(Point.TRANSACTION_COMMIT, () -> LockSupport.parkNanos(SLOW_COMMIT_NANOS))
        .onTheWay(
            Point.POLL,
            () -> {
              if (storedC.getCount() == 0 && polls.incrementAndGet() == 2) {
                polledC.countDown();
              }
              if (publishedB.getCount() == 0) {
                onPoll.run();
              }
            })
        .onTheWay(
            Point.TRANSACTION_PUBLISH,
            () -> {
              if (published.incrementAndGet() == 2) {
                publishedB.countDown();
              }
            });
    world.publish("k:a");
    Subscription subscription = reading().maxBatch(1).into(out).process(this::process);
    caughtUp(subscription);
    world.publish("k:b");
    inB.await();
    world.publish("k:c");
    storedC.countDown();
    publishedB.await();
    return subscription;
  }

  private Subscribe.ExactlyOnce<String> reading() {
    return world.waybill.subscribe(world.topic).group("g").exactlyOnce();
  }

  private List<String> process(String text) throws InterruptedException {
    if (text.equals("k:b")) {
      inB.countDown();
      polledC.await();
    } else if (text.equals("k:c")) {
      releaseC.await();
    }
    return List.of(text);
  }

  @Test
  void whatWasPublishedIsCommittedBeforeItsPartitionIsLeft() throws Exception {
    Subscription subscription = withOneThatIsOpen(() -> {});

    subscription.seek(StartPosition.earliest());
    releaseC.countDown();
    caughtUp(subscription);

    assertThat(world.engine.values("out")).containsExactly("k:a", "k:b", "k:a", "k:b", "k:c");
  }

  @Test
  void whatWasPublishedOfALostPartitionIsAborted() throws Exception {
    AtomicBoolean expired = new AtomicBoolean();
    Subscription subscription =
        withOneThatIsOpen(
            () -> {
              if (expired.compareAndSet(false, true)) {
                world.engine.expireMembers("g");
                releaseC.countDown();
              }
            });

    caughtUp(subscription);

    assertThat(world.engine.values("out")).containsExactly("k:a", "k:b", "k:c");
    assertThat(expired).isTrue();
  }

  @Test
  void ofSeveralRefusedOutputsTheFirstMessageIsToBlame() {
    TransactionTrack track = new TransactionTrack(new TopicPartition("in", 0), 0, 10, 1_000);
    Batch batch = new Batch(track, List.of(), 0);

    batch.refused(7, new RejectedException("seven"));
    batch.refused(3, new RejectedException("three"));
    batch.refused(5, new RejectedException("five"));

    Batch.Refusal refusal = batch.refusal();
    assertThat(refusal).isNotNull();
    assertThat(refusal.offset()).isEqualTo(3);
    assertThat(refusal.why()).hasMessage("three");
  }

  @Test
  void halfOfABatchIsNotCommittedWhenTheEngineBreaks() {
    AtomicInteger published = new AtomicInteger();
    world.engine.faults.onTheWay(
        Point.TRANSACTION_PUBLISH,
        () -> {
          if (published.incrementAndGet() == 2) {
            throw new IllegalStateException("broken");
          }
        });
    world.publish("k:a", "k:b", "k:c");

    Subscription subscription = reading().into(out).process(text -> List.of(text));
    assertThat(subscription.awaitEnd(World.LONG)).isTrue();

    assertThat(subscription.state()).isEqualTo(Subscription.State.FAILED);
    assertThat(world.engine.values("out")).isEmpty();
  }
}
