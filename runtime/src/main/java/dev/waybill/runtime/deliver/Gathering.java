package dev.waybill.runtime.deliver;

import dev.waybill.runtime.timing.Timing;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Batches on their way to a transaction. The loop's thread alone.
 *
 * <pre>
 *   polled ─► being prepared ─► ready ─► one transaction of all that is ready
 * </pre>
 *
 * <p>A large transaction costs hardly more to commit than a small one. So while messages keep
 * coming, what is ready waits for a few times as long as the last commit took; when nothing comes
 * any more, it goes at once.
 */
final class Gathering {

  /** So that committing takes about a tenth of the time. */
  private static final int COMMITS = 9;

  private static final long LONGEST_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private final Preparer<?> preparer;
  private final Timing timing;
  private final Deque<Batch> ready = new ArrayDeque<>();
  private int inPreparation;
  private long readySinceNanos;
  private long patienceNanos;

  Gathering(Preparer<?> preparer, Timing timing) {
    this.preparer = preparer;
    this.timing = timing;
  }

  /** Was polled: it is prepared, in its turn. */
  void add(Batch polled) {
    inPreparation++;
    preparer.add(polled);
  }

  /** Takes over what was prepared meanwhile. */
  void gather() {
    Batch next;
    while ((next = preparer.takePrepared()) != null) {
      inPreparation--;
      if (ready.isEmpty()) {
        readySinceNanos = timing.nanoTime();
      }
      ready.add(next);
    }
  }

  /** Whether to commit what is ready, or to wait for more of what is on its way. */
  boolean isDue() {
    return !ready.isEmpty()
        && (inPreparation == 0 || ready.getLast().isCut() || nanosOfPatience() == 0);
  }

  /** How long the loop may wait for messages; less if something wants to be done before. */
  long nanosUntilDue(long atMost) {
    if (preparer.anyPrepared()) {
      return 0;
    }
    if (ready.isEmpty()) {
      return atMost;
    }
    return inPreparation == 0 ? 0 : Math.min(atMost, nanosOfPatience());
  }

  private long nanosOfPatience() {
    return Math.max(0, patienceNanos - (timing.nanoTime() - readySinceNanos));
  }

  /** All that is ready, the oldest first. */
  List<Batch> take() {
    List<Batch> all = new ArrayList<>(ready);
    ready.clear();
    return all;
  }

  /** A transaction was committed, and committing took so long. */
  void committed(long tookNanos) {
    patienceNanos = Math.min(LONGEST_NANOS, COMMITS * tookNanos);
  }
}
