package dev.waybill.junit.life;

import dev.waybill.DeduplicationStore;
import dev.waybill.Subscription;
import dev.waybill.Waybill;
import dev.waybill.engine.Engine;
import dev.waybill.error.RetriableException;
import dev.waybill.message.TopicPartition;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/**
 * One life of the user's process, from its subscription to its death or its end. Thread-safe.
 *
 * <pre>
 *   born ─► ALIVE ── die ──► CUT OFF ── close ──► CLOSED
 *             └──────────── close ──────────────────▲
 * </pre>
 */
public final class Life implements AutoCloseable {

  /** The user's own code under test: subscribes once per life. */
  @FunctionalInterface
  public interface Subscriber {
    Subscription subscribe(Waybill waybill) throws Exception;
  }

  private final int number;
  private final World world;
  private final Interference interference;
  private final Waybill waybill;
  private final Set<LifeConsumer> consumers = ConcurrentHashMap.newKeySet();
  private final Map<TopicPartition, Long> attempted = new HashMap<>();
  private final CountDownLatch dead = new CountDownLatch(1);
  private final CountDownLatch burial = new CountDownLatch(1);

  private volatile boolean closing;
  private volatile @Nullable Mode mode;
  private volatile Optional<DeduplicationStore.Window> deduplication = Optional.empty();
  private volatile boolean publishedOnce;
  private volatile @Nullable Subscription subscription;

  Life(int number, World world, Interference interference, Engine broker) {
    this.number = number;
    this.world = world;
    this.interference = interference;
    this.waybill = Waybill.over(new LifeEngine(broker, this));
  }

  void begin(Subscriber subscriber) throws Exception {
    subscription = subscriber.subscribe(Wiring.waybill(waybill, this));
    if (mode == null) {
      throw new IllegalStateException(
          "expected a subscription to "
              + world.topic()
              + " through the Waybill that was handed in, found none; nothing was tested");
    }
  }

  // ---- what it is -----------------------------------------------------------------------------

  /** From 1. */
  public int number() {
    return number;
  }

  public Subscription subscription() {
    Subscription known = subscription;
    if (known == null) {
      throw new IllegalStateException("a life before its subscription");
    }
    return known;
  }

  public Mode mode() {
    Mode known = mode;
    if (known == null) {
      throw new IllegalStateException("a life before its subscription");
    }
    return known;
  }

  /** How far the subscription's de-duplication store remembers, if it has one. */
  public Optional<DeduplicationStore.Window> deduplication() {
    return deduplication;
  }

  /** Whether the subscription says that nobody publishes twice. */
  public boolean publishedOnce() {
    return publishedOnce;
  }

  World world() {
    return world;
  }

  Interference interference() {
    return interference;
  }

  void mode(Mode found) {
    mode = found;
  }

  void deduplicates(DeduplicationStore.Window window) {
    deduplication = Optional.of(window);
  }

  void saysPublishedOnce() {
    publishedOnce = true;
  }

  void has(LifeConsumer consumer) {
    consumers.add(consumer);
  }

  // ---- its end --------------------------------------------------------------------------------

  /** The process dies now: nothing leaves it any more. */
  public void die() {
    dead.countDown();
    wakeup();
  }

  /** Its consumers look around now instead of after their poll. */
  public void wakeup() {
    consumers.forEach(LifeConsumer::wakeup);
  }

  public boolean isDead() {
    return dead.getCount() == 0;
  }

  public CountDownLatch death() {
    return dead;
  }

  /** What would leave a dead process does not. */
  void requireAlive() {
    if (isDead()) {
      throw new RetriableException(
          "this process is dead to the world: the fault under test killed it; nothing was done");
    }
  }

  /** A dead process's thread gets no further: it stands here until the life is closed. */
  void standStillIfDead() throws InterruptedException {
    if (isDead()) {
      burial.await();
      requireAlive();
    }
  }

  boolean isClosing() {
    return closing;
  }

  /** Ends it: a dead one commits nothing more, a living one what its handlers have ended. */
  @Override
  public void close() {
    closing = true;
    if (!isDead()) {
      waybill.close();
      return;
    }
    // Handlers of the dead stand still until their subscription is ending, so that they are given
    // nothing more.
    Thread ending = new Thread(waybill::close, "waybill-test end of life " + number);
    ending.setDaemon(true);
    ending.start();
    try {
      for (LifeConsumer consumer : consumers) {
        consumer.awaitEnding(ending);
      }
      burial.countDown();
      ending.join();
    } catch (InterruptedException e) {
      burial.countDown();
      Thread.currentThread().interrupt();
    }
  }

  /** The group takes its members for dead; counted down when they have joined again. */
  public List<CountDownLatch> expel() {
    return consumers.stream().map(LifeConsumer::expel).toList();
  }

  // ---- its acknowledgements -------------------------------------------------------------------

  /** Notes positions that it wants to commit; true once they cover everything published. */
  public synchronized boolean wantsToAcknowledgeAll(Map<TopicPartition, Long> next) {
    next.forEach((partition, offset) -> attempted.merge(partition, offset, Math::max));
    return world.ends().entrySet().stream()
        .allMatch(end -> attempted.getOrDefault(end.getKey(), 0L) >= end.getValue());
  }

  // ---- handlers -------------------------------------------------------------------------------

  /** The user's code. */
  @FunctionalInterface
  interface Handling {
    void run() throws Exception;
  }

  void handle(List<String> ids, Handling handler) throws Exception {
    standStillIfDead();
    interference.handling(this, ids);
    standStillIfDead();
    world.witness().begins(ids);
    try {
      handler.run();
    } catch (Throwable e) { // whatever it is, the runtime sees it next
      world.witness().fails(e);
      throw e;
    }
    world.witness().ends(ids);
  }
}
