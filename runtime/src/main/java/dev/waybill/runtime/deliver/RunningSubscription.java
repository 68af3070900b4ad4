package dev.waybill.runtime.deliver;

import dev.waybill.Subscription;
import dev.waybill.error.OutcomeUnknownException;
import dev.waybill.error.RejectedException;
import dev.waybill.error.WaybillException;
import dev.waybill.message.StartPosition;
import dev.waybill.message.TopicPartition;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/** A subscription in the application's hands: turns calls into requests to its loop. */
final class RunningSubscription implements Subscription {

  private final String name;
  private final Lifecycle lifecycle;
  private final DeliveryLoop<?> loop;
  private final Consumer<Subscription> onClose;

  RunningSubscription(
      String name, Lifecycle lifecycle, DeliveryLoop<?> loop, Consumer<Subscription> onClose) {
    this.name = name;
    this.lifecycle = lifecycle;
    this.loop = loop;
    this.onClose = onClose;
  }

  @Override
  public State state() {
    return lifecycle.state();
  }

  @Override
  public Optional<WaybillException> failure() {
    return lifecycle.failure();
  }

  @Override
  public Counts counts() {
    return loop.counts();
  }

  @Override
  public Set<TopicPartition> assignment() {
    return Set.copyOf(loop.tracks.keySet());
  }

  @Override
  public void pause() {
    requireRunning("pause");
    lifecycle.pause();
    loop.consumer.wakeup();
  }

  @Override
  public void resume() {
    requireRunning("resume");
    lifecycle.resume();
    loop.consumer.wakeup();
  }

  @Override
  public void seek(StartPosition position) {
    requireRunning("seek");
    Future<?> done = loop.requests.seek(position);
    loop.consumer.wakeup();
    if (HandlerThread.isOf(lifecycle)) {
      return; // a handler that waited here would wait for its own end
    }
    try {
      done.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof WaybillException failure) {
        throw failure;
      }
      throw new IllegalStateException("a seek ended in no known way", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new OutcomeUnknownException(
          "interrupted while " + name + " was seeking; it may still go there", e);
    }
  }

  @Override
  public boolean awaitCaughtUp(Duration timeout) {
    Requests.CaughtUp caughtUp = loop.requests.awaitCaughtUp();
    loop.consumer.wakeup();
    try {
      return caughtUp.done().get(HandlerWatch.saturatedNanos(timeout), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } catch (ExecutionException e) {
      throw new IllegalStateException("waiting ended in no known way", e.getCause());
    } finally {
      loop.requests.withdraw(caughtUp);
    }
  }

  @Override
  public boolean awaitEnd(Duration timeout) {
    try {
      return lifecycle.awaitEnd(timeout);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Begins the end and waits for nothing, so that several can end at the same time. */
  void beginClose(Duration timeout) {
    lifecycle.close(lifecycle.timing().nanoTime() + HandlerWatch.saturatedNanos(timeout));
    loop.consumer.wakeup();
  }

  @Override
  public void close(Duration timeout) {
    beginClose(timeout);
    onClose.accept(this);
    if (!HandlerThread.isOf(lifecycle)) {
      // The loop gives handlers the timeout and an interrupt; the rest is a commit or two.
      awaitEnd(timeout.plus(HandlerWatch.LONGEST_GRACE.multipliedBy(2)));
    }
  }

  private void requireRunning(String what) {
    if (lifecycle.ending()) {
      throw new RejectedException(
          "cannot "
              + what
              + " subscription "
              + name
              + ": it is "
              + lifecycle.state()
              + "; nothing was changed, subscribe again");
    }
  }
}
