package dev.waybill.runtime.deliver;

import dev.waybill.MultiProcessor;
import dev.waybill.Subscription.State;
import dev.waybill.Topic;
import dev.waybill.error.RejectedException;
import dev.waybill.message.Headers;
import dev.waybill.message.StoredMessage;
import dev.waybill.runtime.publish.Envelope;
import dev.waybill.runtime.timing.Timing.WorkQueue;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Runs the processor on polled batches and keeps what it made, while the loop commits the batch
 * before. Nothing it does can be seen from outside, so anything may be thrown away and done again.
 */
final class Preparer<T> implements Runnable, MultiProcessor.Outputs {

  private final SubscriptionSettings<T> settings;
  private final Lifecycle lifecycle;
  private final Services services;
  private final MultiProcessor<T> processor;
  private final Decoder<T> decoder;
  private final @Nullable DeadLetters letters;
  private final Runnable onPrepared;
  private final HandlerThread thread;
  private final Future<?> watching;
  private final WorkQueue<Optional<Batch>> polled;
  private final Queue<Batch> prepared = new ConcurrentLinkedQueue<>();
  private final Map<Topic<?>, Envelope<?>> envelopes = new HashMap<>();
  private @Nullable Topic<?> lastTopic;
  private @Nullable Envelope<?> lastEnvelope;
  private final Tally tally = new Tally();
  private final Consumer<Throwable> onDeath;

  private @Nullable Batch current;
  private long currentOffset;

  Preparer(
      SubscriptionSettings<T> settings,
      Lifecycle lifecycle,
      Services services,
      MultiProcessor<T> processor,
      @Nullable DeadLetters letters,
      Runnable onPrepared,
      Consumer<Throwable> onDeath) {
    this.settings = settings;
    this.lifecycle = lifecycle;
    this.polled = lifecycle.timing().queue();
    this.services = services;
    this.processor = processor;
    this.decoder = new Decoder<>(settings.topic());
    this.letters = letters;
    this.onPrepared = onPrepared;
    this.onDeath = onDeath;
    this.thread = new HandlerThread(lifecycle, "waybill " + settings.name() + " processor", this);
    this.watching =
        services
            .watch()
            .watch(thread, lifecycle, "subscription " + settings.name(), settings.handlerTimeout());
  }

  void start() {
    lifecycle.timing().start(thread);
  }

  /** The loop: prepare this. */
  void add(Batch batch) {
    polled.add(Optional.of(batch));
  }

  /** The loop: the oldest batch that is prepared, or null. */
  @Nullable Batch takePrepared() {
    return prepared.poll();
  }

  boolean anyPrepared() {
    return !prepared.isEmpty();
  }

  /** Ends the thread once the message in hand has ended. */
  void stop() {
    polled.add(Optional.empty());
  }

  boolean ended(long atMostMillis) throws InterruptedException {
    return lifecycle.timing().join(thread, TimeUnit.MILLISECONDS.toNanos(atMostMillis));
  }

  void stopWatching() {
    watching.cancel(false);
  }

  Tally tally() {
    return tally;
  }

  @Override
  public void run() {
    try {
      while (!lifecycle.ending()) {
        Optional<Batch> next = polled.take();
        if (next.isEmpty()) {
          return;
        }
        prepare(next.get());
        prepared.add(next.get());
        onPrepared.run();
      }
    } catch (Throwable e) { // a preparer that died silently would look like a slow one
      onDeath.accept(e);
    }
  }

  private void prepare(Batch batch) throws InterruptedException {
    List<StoredMessage> messages = batch.messages();
    for (int i = 0; i < messages.size(); i++) {
      if (lifecycle.state() != State.RUNNING) {
        lifecycle.awaitResumed();
        if (lifecycle.ending()) {
          batch.cutBefore(i);
          return;
        }
      }
      if (batch.stale()) {
        return;
      }
      if (i > 0 && failedBefore(batch, messages.get(i)) != null) {
        // What comes before it must not share its fate.
        batch.cutBefore(i);
        return;
      }
      if (!process(batch, i)) {
        return;
      }
      if (i == 0 && messages.size() > 1 && failedBefore(batch, messages.get(0)) != null) {
        // Nor what comes behind it: its transaction is its own.
        batch.cutBefore(1);
        return;
      }
    }
  }

  private static @Nullable Failed failedBefore(Batch batch, StoredMessage message) {
    Failed failed = batch.track().failed();
    return failed != null && failed.offset() == message.offset() ? failed : null;
  }

  /** False if the message failed and ends the batch. */
  private boolean process(Batch batch, int index) {
    StoredMessage message = batch.messages().get(index);
    Failed before = failedBefore(batch, message);
    int failedAttempts = before == null ? 0 : before.attempts();
    if (before != null && letters != null && failedAttempts >= settings.retry().maxAttempts()) {
      return giveUp(letters, batch, index, before);
    }
    if (batch.track().firstTry(message.offset())) {
      tally.delivered();
    } else {
      tally.retried();
    }
    Throwable failure = null;
    current = batch;
    currentOffset = message.offset();
    thread.enter();
    try {
      processor.process(
          new DeliveryOf<>(
              decoder.decode(message), batch.track(), message, failedAttempts + 1, null),
          this);
    } catch (Throwable e) { // whatever a processor throws costs this attempt only
      failure = e;
    }
    if (!thread.exit() && failure == null) {
      failure = Invocation.timedOut(settings.handlerTimeout());
    }
    current = null;
    if (failure == null) {
      batch.messageHandled();
      return true;
    }
    if (lifecycle.ending()) {
      batch.cutBefore(index);
    } else {
      batch.failAt(index, failure);
    }
    return false;
  }

  /** The message becomes a dead letter in the transaction that moves the position past it. */
  private boolean giveUp(DeadLetters to, Batch batch, int index, Failed before) {
    StoredMessage message = batch.messages().get(index);
    try {
      batch
          .outputs()
          .add(
              new Output(
                  to.target(batch.track().partition()),
                  message.key(),
                  message.value(),
                  to.headers(batch.track().partition(), message, before.attempts(), before.error()),
                  message.offset()));
      batch.messageGivenUp();
      return true;
    } catch (RuntimeException e) { // no dead-letter topic: the loop decides what follows
      batch.failAt(index, e);
      return false;
    }
  }

  @Override
  public <O> void publish(Topic<O> topic, O message) {
    Batch batch = current;
    if (batch == null || Thread.currentThread() != thread) {
      throw new RejectedException(
          "expected outputs to be published inside process(), on its thread; nothing was"
              + " published: return them, or publish before process() returns");
    }
    Envelope<O> envelope = envelope(topic);
    byte[] key = envelope.key(message);
    byte[] value = envelope.value(message);
    batch
        .outputs()
        .add(
            new Output(
                envelope.partition(key),
                key,
                value,
                envelope.headers(message, Headers.empty()),
                currentOffset));
  }

  @SuppressWarnings("unchecked") // this method alone fills the map, with the topic's own type
  private <O> Envelope<O> envelope(Topic<O> topic) {
    Envelope<?> known = lastEnvelope;
    if (known == null || topic != lastTopic) { // most processors have one output topic
      known = envelopes.get(topic);
      if (known == null) {
        known = new Envelope<>(topic, services.topics().route(topic));
        envelopes.put(topic, known);
      }
      lastTopic = topic;
      lastEnvelope = known;
    }
    return (Envelope<O>) known;
  }
}
