package dev.waybill.junit.life;

import dev.waybill.Publisher;
import dev.waybill.Subscription;
import dev.waybill.Topic;
import dev.waybill.Waybill;
import dev.waybill.admin.TopicDescription.PartitionDescription;
import dev.waybill.engine.Engine;
import dev.waybill.message.TopicPartition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * One topic, its messages, and the lives of the process that handles them. One thread at a time.
 *
 * <p>Messages are published before the first life begins: what a life is given depends on the fault
 * alone, not on who was quicker.
 */
public final class Trial<T> implements AutoCloseable {

  private final Engine broker;
  private final Topic<T> topic;
  private final List<T> messages;
  private final Function<? super T, String> id;
  private final Life.Subscriber subscriber;
  private final World world;
  private final Waybill publishing;
  private final long deadlineNanos;
  private final Duration within;
  private final List<Life> lives = new ArrayList<>();

  /**
   * A trial that has not begun.
   *
   * @param broker an engine that closes nothing when it is closed
   * @param topic created already
   * @param within bound on the whole of it
   */
  @SuppressWarnings("unchecked")
  public Trial(
      Engine broker,
      Topic<T> topic,
      List<T> messages,
      Function<? super T, String> id,
      Life.Subscriber subscriber,
      Duration within) {
    this.broker = broker;
    this.topic = topic;
    this.messages = List.copyOf(messages);
    this.id = id;
    this.subscriber = subscriber;
    this.world =
        new World(
            topic.name(),
            message -> id.apply((T) message),
            "-" + UUID.randomUUID().toString().substring(0, 8));
    this.publishing = Waybill.over(broker);
    this.within = within;
    this.deadlineNanos = System.nanoTime() + within.toNanos();
  }

  public Topic<T> topic() {
    return topic;
  }

  public List<T> messages() {
    return messages;
  }

  public String idOf(T message) {
    return id.apply(message);
  }

  public Witness witness() {
    return world.witness();
  }

  /** Publishes in that order, all synced when this returns. Each call is a publisher of its own. */
  public void publish(List<T> order) {
    try (Publisher<T> publisher = publishing.publisher(topic).atLeastOnce().open()) {
      List<CompletableFuture<?>> answers = new ArrayList<>();
      for (T message : order) {
        answers.add(publisher.publish(message));
      }
      answers.forEach(CompletableFuture::join);
    }
    Map<TopicPartition, Long> ends = new HashMap<>();
    List<PartitionDescription> partitions =
        broker.topics().describe(topic.name()).orElseThrow().partitions();
    for (PartitionDescription partition : partitions) {
      if (partition.endOffset() > 0) {
        ends.put(new TopicPartition(topic.name(), partition.partition()), partition.endOffset());
      }
    }
    world.ends(ends);
  }

  /** The next life of the user's process: it subscribes. */
  public Life begin(Interference interference) throws Exception {
    Life life = new Life(lives.size() + 1, world, interference, broker);
    lives.add(life);
    life.begin(subscriber);
    return life;
  }

  /** The last life, which nothing happens to: to the end of the topic. */
  public Life liveToTheEnd() throws Exception {
    Life life = begin(Interference.NONE);
    awaitCaughtUp(life);
    life.close();
    return life;
  }

  /** Waits until everything is settled and its position committed. */
  public void awaitCaughtUp(Life life) {
    await(
        life,
        "every message to be settled",
        nanos -> life.subscription().awaitCaughtUp(Duration.ofNanos(nanos)));
  }

  /** Waits for an event in a life. */
  public void await(Life life, String what, CountDownLatch event) {
    await(life, what, nanos -> event.await(nanos, TimeUnit.NANOSECONDS));
  }

  private interface Waiting {
    boolean happened(long atMostNanos) throws InterruptedException;
  }

  private void await(Life life, String what, Waiting waiting) {
    try {
      while (!waiting.happened(TimeUnit.MILLISECONDS.toNanos(50))) {
        Subscription subscription = life.subscription();
        if (subscription.state() == Subscription.State.FAILED) {
          throw new TrialFailed(
              "the subscription stopped by itself: "
                  + subscription.failure().map(Throwable::getMessage).orElse("it does not say why"),
              subscription.failure().orElse(null));
        }
        if (System.nanoTime() - deadlineNanos > 0) {
          throw new TrialFailed(
              "expected "
                  + what
                  + " within "
                  + within.toMillis()
                  + " ms, waited in vain: "
                  + subscription.counts(),
              world.witness().lastFailure().orElse(null));
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new TrialFailed("interrupted while waiting for " + what, e);
    }
  }

  /** The life that began first, if any has. */
  public Optional<Life> first() {
    return lives.stream().findFirst();
  }

  /** Ends every life and lets go of the broker, which stays open. */
  @Override
  public void close() {
    try {
      lives.forEach(Life::close);
    } finally {
      publishing.close();
    }
  }
}
