package dev.waybill.embedded.publish;

import dev.waybill.broker.append.Appended;
import dev.waybill.broker.producer.ProducerIdentity;
import dev.waybill.embedded.translation.Words;
import dev.waybill.engine.PublishCompletion;
import dev.waybill.error.OutcomeUnknownException;
import dev.waybill.error.WaybillException;
import dev.waybill.message.Durability;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread of a publisher: takes the broker's answers, sends what filled meanwhile, then
 * tells the completions. Sends first, so that the disk works while callers are told.
 *
 * <p>Wake-ups cost more than batches, so it is only woken when it sleeps.
 */
final class Sender implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(Sender.class);
  private static final long NEVER = Long.MAX_VALUE;

  /** Overdue batches are looked for this often within a delivery timeout. */
  private static final int LOOKS_PER_DELIVERY_TIMEOUT = 8;

  private final ConcurrentLinkedQueue<Batch> answered = new ConcurrentLinkedQueue<>();
  private final ConcurrentLinkedQueue<Renewal> renewals = new ConcurrentLinkedQueue<>();
  private final ArrayDeque<Outcome> finished = new ArrayDeque<>();
  private final Object toldSomething = new Object();
  private final Thread thread;

  private volatile boolean asleep;

  // True at first: the first look sets when to look next, without which no delivery would time out.
  private volatile boolean look = true;

  private volatile long nextLookNanos = NEVER;
  private volatile int flushing;
  private volatile @Nullable WaybillException abandoned;

  private @Nullable Dispatch dispatch;
  private Collection<PartitionQueue> queues = java.util.List.of();
  private long misbehaved;

  private record Renewal(
      PartitionQueue queue, @Nullable ProducerIdentity producer, @Nullable Throwable failure) {}

  Sender(String name) {
    thread = new Thread(this, name);
    thread.setDaemon(true);
  }

  /** Begins; {@code queues} is live and safe to walk while it grows. */
  void start(Dispatch dispatch, Collection<PartitionQueue> queues) {
    this.dispatch = dispatch;
    this.queues = queues;
    thread.start();
  }

  // ---- any thread

  void post(Batch batch) {
    answered.add(batch);
    wake();
  }

  void postRenewed(
      PartitionQueue queue, @Nullable ProducerIdentity producer, @Nullable Throwable failure) {
    renewals.add(new Renewal(queue, producer, failure));
    wake();
  }

  /** Something changed that every partition should look at. */
  void lookAgain() {
    look = true;
    wake();
  }

  void wakeBy(long nanos) {
    if (nanos < nextLookNanos) {
      lookAgain();
    }
  }

  private void wake() {
    // Read after the caller's write, while the sleeper reads after writing: one sees the other.
    if (asleep) {
      LockSupport.unpark(thread);
    }
  }

  boolean isCurrent() {
    return Thread.currentThread() == thread;
  }

  /**
   * Waits until the queue has told of that many batches.
   *
   * @return false if the time was over first
   */
  boolean awaitTold(PartitionQueue queue, long target, long deadlineNanos, Dispatch clock) {
    boolean interrupted = false;
    synchronized (toldSomething) {
      flushing++;
      try {
        while (queue.told() < target && thread.isAlive()) {
          long left = deadlineNanos - clock.nanos();
          if (left <= 0) {
            return false;
          }
          try {
            toldSomething.wait(Math.max(1, Math.min(left / 1_000_000, 60_000)));
          } catch (InterruptedException e) {
            interrupted = true;
          }
        }
        return queue.told() >= target;
      } finally {
        flushing--;
        if (interrupted) {
          Thread.currentThread().interrupt();
        }
      }
    }
  }

  /** Fails what is left and ends the thread; returns when it has ended, unless called by it. */
  void stop(WaybillException why) {
    abandoned = why;
    wake();
    LockSupport.unpark(thread);
    if (isCurrent()) {
      return;
    }
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  // ---- the sender's thread

  @Override
  public void run() {
    Dispatch to = dispatch;
    if (to == null) {
      throw new IllegalStateException("expected start(dispatch, queues) before run()");
    }
    try {
      while (abandoned == null) {
        long now = to.nanos();
        takeAnswers(now, to);
        if (look || now >= nextLookNanos) {
          look = false;
          lookAtAll(now, to);
        }
        tellFinished(to);
        sleepUnlessNeeded(to);
      }
      takeAnswers(to.nanos(), to);
    } catch (RuntimeException | Error e) {
      stopOn(e, to);
    }
    WaybillException why = abandoned;
    if (why != null) {
      queues.forEach(queue -> queue.abandon(why, finished));
      tellFinished(to);
    }
  }

  /** A defect of ours: nobody may wait for ever because of it. */
  private void stopOn(Throwable defect, Dispatch to) {
    String what =
        "the publisher stopped because of a defect: expected to go on, found "
            + defect
            + "; what was unanswered may or may not be stored. Read back, open a new publisher, and"
            + " please report this";
    LOG.error("Waybill: {}", what, defect);
    to.close(what);
    abandoned = new OutcomeUnknownException(what, defect);
  }

  private void takeAnswers(long now, Dispatch to) {
    boolean any = false;
    for (Batch batch = answered.poll(); batch != null; batch = answered.poll()) {
      batch.takeAnswer();
      to.underWay.end();
      lookBy(batch.queue().answered(batch, now, finished));
      any = true;
    }
    if (any) {
      serveWhoWaited(now, to);
    }
    for (Renewal next = renewals.poll(); next != null; next = renewals.poll()) {
      next.queue().renewed(next.producer(), next.failure(), finished);
      lookBy(next.queue().serve(now, finished));
    }
  }

  /** The disk has come back: what gathered for idle partitions may join the next round. */
  private void serveWhoWaited(long now, Dispatch to) {
    for (PartitionQueue next = to.underWay.poll(); next != null; next = to.underWay.poll()) {
      lookBy(next.serve(now, finished));
    }
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // one writer, this thread
  private void lookBy(long nanos) {
    nextLookNanos = Math.min(nextLookNanos, nanos);
  }

  private void lookAtAll(long now, Dispatch to) {
    // Set before the walk: whoever adds a batch behind its back compares with this.
    nextLookNanos = NEVER;
    long next = now + Math.max(1, to.deliveryNanos / LOOKS_PER_DELIVERY_TIMEOUT);
    for (PartitionQueue queue : queues) {
      next = Math.min(next, queue.serve(now, finished));
    }
    nextLookNanos = next;
  }

  private void tellFinished(Dispatch to) {
    boolean any = !finished.isEmpty();
    for (Outcome outcome = finished.poll(); outcome != null; outcome = finished.poll()) {
      Completions completions = outcome.completions();
      if (completions != null) {
        tell(outcome, completions);
        outcome.queue().countTold();
      }
      if (outcome.recycled() != null) {
        to.pool.release(outcome.recycled());
      }
    }
    if (any) {
      to.pool.wakeAll();
    }
    if (any && flushing > 0) {
      synchronized (toldSomething) {
        toldSomething.notifyAll();
      }
    }
  }

  private void tell(Outcome outcome, Completions completions) {
    Appended appended = outcome.appended();
    WaybillException failure = outcome.failure();
    Durability reached =
        appended == null ? Durability.UNCONFIRMED : Words.toApi(appended.durability());
    for (int i = 0; i < completions.count(); i++) {
      PublishCompletion completion = completions.get(i);
      try {
        if (completion != null && failure != null) {
          completion.failed(failure);
        } else if (completion != null && appended != null) {
          completion.done(outcome.queue().partition, appended.baseOffset() + i, reached);
        }
      } catch (RuntimeException | Error e) {
        complain(outcome, e);
      }
    }
  }

  /** A completion must not throw; the others are told all the same. Logged at 1, 2, 4, 8 … */
  private void complain(Outcome outcome, Throwable e) {
    misbehaved++;
    if (Long.bitCount(misbehaved) == 1) {
      LOG.warn(
          "A publish completion for {} threw ({} so far); the message itself is not affected. Let"
              + " completions hand failures on instead of throwing.",
          outcome.queue().partition,
          misbehaved,
          e);
    }
  }

  private void sleepUnlessNeeded(Dispatch to) {
    asleep = true;
    try {
      if (answered.isEmpty() && renewals.isEmpty() && !look && abandoned == null) {
        long left = nextLookNanos - to.nanos();
        if (left > 0) {
          LockSupport.parkNanos(this, left);
        }
      }
    } finally {
      asleep = false;
    }
  }
}
