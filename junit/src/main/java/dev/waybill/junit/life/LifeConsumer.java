package dev.waybill.junit.life;

import dev.waybill.engine.AssignmentListener;
import dev.waybill.engine.ConsumerSettings;
import dev.waybill.engine.Engine;
import dev.waybill.engine.EngineConsumer;
import dev.waybill.engine.Polled;
import dev.waybill.error.FencedException;
import dev.waybill.error.RetriableException;
import dev.waybill.message.StartPosition;
import dev.waybill.message.StoredMessage;
import dev.waybill.message.TopicPartition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A member of the group, whose connection to the broker may be cut.
 *
 * <pre>
 *   MEMBER ── expel ──► left, told so, joined again ──► MEMBER    what a session that ran out does
 *     ├─ become a zombie ──► left, and never told                 what a long pause does
 *     └─ its life is dead ──► hears and says nothing
 * </pre>
 *
 * <p>Used by its loop's thread; {@link #wakeup} and {@link #expel} by any.
 */
final class LifeConsumer implements EngineConsumer {

  /** How long a consumer that is about to be cut off waits for more to take along. */
  private static final Duration LAST_LOOK = Duration.ofMillis(20);

  private final Engine broker;
  private final ConsumerSettings asked;
  private final Life life;
  private final CountDownLatch rejoined = new CountDownLatch(1);
  private final CountDownLatch woken = new CountDownLatch(1);
  private final Set<TopicPartition> soughtPartitions = new HashSet<>();
  private final Object pause = new Object();

  private volatile EngineConsumer member;
  private volatile boolean expelRequested;
  private volatile boolean zombie;
  private boolean silent;
  private boolean expelled;
  private boolean wakeupPending;
  private Set<TopicPartition> lastAssignment = Set.of();

  LifeConsumer(Engine broker, ConsumerSettings asked, Life life) {
    this.broker = broker;
    this.asked = asked;
    this.life = life;
    this.member = join();
  }

  private EngineConsumer join() {
    return broker.consumer(
        new ConsumerSettings(
            asked.group(),
            asked.topics(),
            asked.isolation(),
            asked.startAt(),
            asked.maxBatchMessages(),
            asked.maxBatchBytes(),
            asked.sessionTimeout(),
            new Listener()));
  }

  private final class Listener implements AssignmentListener {
    @Override
    public void onAssigned(Set<TopicPartition> partitions) {
      asked.listener().onAssigned(partitions);
      if (expelled) {
        rejoined.countDown();
      }
    }

    @Override
    public void onRevoked(Set<TopicPartition> partitions) {
      if (!silent) {
        asked.listener().onRevoked(partitions);
      }
    }

    @Override
    public void onLost(Set<TopicPartition> partitions) {
      if (!silent) {
        asked.listener().onLost(partitions);
      }
    }
  }

  // ---- faults ---------------------------------------------------------------------------------

  /** The group takes it for dead; it is told with its next poll, and joins again. */
  CountDownLatch expel() {
    expelRequested = true;
    wakeup();
    return rejoined;
  }

  private void leaveSilently() {
    lastAssignment = member.assignment();
    silent = true;
    member.close();
    silent = false;
  }

  private void leaveAndJoin() {
    leaveSilently();
    asked.listener().onLost(lastAssignment);
    soughtPartitions.clear();
    expelled = true;
    member = join();
  }

  /** Takes along what is there, leaves, and lives on as if nothing had happened. */
  private Polled becomeZombie(Polled polled) {
    List<Polled.Batch> batches = new ArrayList<>(polled.batches());
    Polled more = polled;
    while (!more.batches().isEmpty()) {
      more = member.poll(LAST_LOOK);
      batches.addAll(more.batches());
    }
    leaveSilently();
    zombie = true;
    return new Polled(batches);
  }

  /** Every life is given its partitions in the same order: what differs is the fault's doing. */
  private static Polled sorted(Polled polled) {
    return new Polled(
        polled.batches().stream()
            .sorted(
                Comparator.comparing(Polled.Batch::partition)
                    .thenComparing(Polled.Batch::nextOffset))
            .toList());
  }

  // ---- the consumer ---------------------------------------------------------------------------

  @Override
  public Polled poll(Duration maxWait) {
    if (cutOff()) {
      sleep(maxWait);
      return Polled.nothing();
    }
    if (expelRequested) {
      expelRequested = false;
      leaveAndJoin();
    }
    Polled polled = member.poll(maxWait);
    boolean settledIn =
        !polled.batches().isEmpty()
            && polled.batches().stream().allMatch(b -> soughtPartitions.contains(b.partition()));
    if (life.interference().leaving(life, settledIn)) {
      polled = becomeZombie(polled);
      life.interference().left(life);
    }
    for (Polled.Batch batch : polled.batches()) {
      if (soughtPartitions.contains(batch.partition())) {
        for (StoredMessage message : batch.messages()) {
          life.world().delivered(batch.partition(), message.offset());
        }
      }
    }
    return sorted(polled);
  }

  private boolean cutOff() {
    return zombie || life.isDead();
  }

  private void sleep(Duration atMost) {
    synchronized (pause) {
      if (!wakeupPending) {
        try {
          TimeUnit.NANOSECONDS.timedWait(pause, atMost.toNanos());
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
      }
      wakeupPending = false;
    }
  }

  @Override
  public void wakeup() {
    synchronized (pause) {
      wakeupPending = true;
      pause.notifyAll();
    }
    if (life.isClosing()) {
      woken.countDown();
    }
    member.wakeup();
  }

  /** Waits until the end of the subscription has begun, which wakes the consumer up. */
  void awaitEnding(Thread ending) throws InterruptedException {
    while (!woken.await(5, TimeUnit.MILLISECONDS) && ending.isAlive()) {
      // Its subscription may have ended by itself: then nobody wakes it up.
    }
  }

  @Override
  public Set<TopicPartition> assignment() {
    return zombie ? lastAssignment : member.assignment();
  }

  @Override
  public Optional<String> memberId() {
    return zombie ? Optional.empty() : member.memberId();
  }

  @Override
  public void pause(Collection<TopicPartition> partitions) {
    if (!zombie) {
      member.pause(partitions);
    }
  }

  @Override
  public void resume(Collection<TopicPartition> partitions) {
    if (!zombie) {
      member.resume(partitions);
    }
  }

  @Override
  public void seek(TopicPartition partition, long offset) {
    soughtPartitions.add(partition);
    if (!zombie) {
      member.seek(partition, offset);
    }
  }

  @Override
  public long offsetOf(TopicPartition partition, StartPosition position) {
    if (zombie) {
      throw new RetriableException("this member was expelled and does not know it yet");
    }
    return member.offsetOf(partition, position);
  }

  @Override
  public void commit(Map<TopicPartition, Long> next) {
    life.requireAlive();
    if (zombie) {
      throw new FencedException(
          "expected a member of the group, found one that was expelled while it was away; nothing"
              + " was committed");
    }
    life.interference().commit(life, member, next);
  }

  @Override
  public void close() {
    if (life.isDead()) {
      silent = true;
    }
    if (!zombie) {
      member.close();
    }
  }
}
