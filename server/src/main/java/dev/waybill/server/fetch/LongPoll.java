package dev.waybill.server.fetch;

import dev.waybill.broker.partition.Isolation;
import dev.waybill.broker.partition.PartitionView;
import dev.waybill.broker.partition.PartitionView.WakeUp;
import dev.waybill.server.protocol.Caller;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.common.message.FetchResponseData.PartitionData;
import org.jspecify.annotations.Nullable;

/**
 * One fetch that waits until there is enough, or its time is up. Holds no thread: it is woken when
 * a partition advances, and looks again on its connection's event loop.
 *
 * <pre>
 *   look --enough, failed, or late--> answered
 *    ^  \
 *    |   not enough: a wake-up on every partition
 *    +--------- any of them
 * </pre>
 */
final class LongPoll {
  private static final int LONGEST_WAIT_MILLIS = 30_000;

  /** What is looked for, by whom, and when it is enough. */
  record Terms(
      Collection<Wanted> wanted,
      Isolation isolation,
      boolean readsZstd,
      int minBytes,
      int maxBytes,
      int maxWaitMillis) {}

  private final Collector collector;
  private final Terms terms;
  private final Caller caller;
  private final ScheduledExecutorService loop;
  private final CompletableFuture<Found> answer = new CompletableFuture<>();
  private final AtomicBoolean woken = new AtomicBoolean();
  private List<WakeUp> wakeUps = List.of();
  private @Nullable ScheduledFuture<?> deadline;
  private int leftMillis;

  private LongPoll(Collector collector, Terms terms, Caller caller) {
    this.collector = collector;
    this.terms = terms;
    this.caller = caller;
    this.loop = caller.loop();
    this.leftMillis = terms.maxWaitMillis();
  }

  /** Begins to look. On the caller's loop, where the answer is given too. */
  static CompletableFuture<Found> begin(Collector collector, Terms terms, Caller caller) {
    LongPoll poll = new LongPoll(collector, terms, caller);
    poll.look();
    return poll.answer;
  }

  private void look() {
    if (answer.isDone()) {
      return;
    }
    woken.set(false);
    cancelWakeUps();
    Found found = collector.collect(terms);
    if (found.failed() || found.bytes() >= terms.minBytes() || terms.maxWaitMillis() <= 0) {
      finish(found);
      return;
    }
    if (deadline == null) {
      scheduleDeadline();
    }
    await(found);
  }

  /** Looks now and then whether anybody is still there: a client may ask to wait for days. */
  private void scheduleDeadline() {
    int wait = Math.min(leftMillis, LONGEST_WAIT_MILLIS);
    leftMillis -= wait;
    deadline = loop.schedule(this::late, wait, TimeUnit.MILLISECONDS);
  }

  /** Whoever advances between the look and the wake-up's asking runs it at once. */
  private void await(Found found) {
    wakeUps = new ArrayList<>(terms.wanted().size());
    for (Wanted wanted : terms.wanted()) {
      PartitionView view;
      try {
        view = collector.view(wanted);
      } catch (RuntimeException gone) {
        // Its topic was deleted since it was looked at: the next look says so.
        wake();
        return;
      }
      wakeUps.add(view.onAdvance(seenEnd(wanted, found), terms.isolation(), this::wake));
    }
  }

  /** How far the partition could be read when it was looked at, or from where it is wanted. */
  private long seenEnd(Wanted wanted, Found found) {
    PartitionData data = found.partitions().get(wanted.partition());
    if (data == null) {
      throw new IllegalStateException("Not looked at: " + wanted);
    }
    long end =
        terms.isolation() == Isolation.READ_COMMITTED
            ? data.lastStableOffset()
            : data.highWatermark();
    return Math.max(wanted.fromOffset(), end);
  }

  /** On the core thread or on the loop; many at once make one look. */
  private void wake() {
    if (woken.compareAndSet(false, true)) {
      loop.execute(this::look);
    }
  }

  private void late() {
    if (answer.isDone()) {
      return;
    }
    if (leftMillis > 0 && caller.isConnected().getAsBoolean()) {
      scheduleDeadline();
    } else {
      finish(collector.collect(terms));
    }
  }

  private void finish(Found found) {
    cancelWakeUps();
    if (deadline != null) {
      deadline.cancel(false);
    }
    answer.complete(found);
  }

  private void cancelWakeUps() {
    wakeUps.forEach(WakeUp::cancel);
    wakeUps = List.of();
  }
}
