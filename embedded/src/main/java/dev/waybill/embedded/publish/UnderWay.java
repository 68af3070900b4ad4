package dev.waybill.embedded.publish;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * How many batches of a publisher the broker has, and which idle partitions fill a batch meanwhile.
 * Thread-safe.
 *
 * <p>Invariant: a partition that waits is served after an answer. Whoever begins to wait looks at
 * the count once more after having said so, and the sender counts an answer before it looks who
 * waits; so one of the two sees the other.
 */
final class UnderWay {
  private final AtomicInteger batches = new AtomicInteger();
  private final ConcurrentLinkedQueue<PartitionQueue> waiting = new ConcurrentLinkedQueue<>();
  private final Runnable lookAtAll;

  /**
   * @param lookAtAll makes the sender look at every partition
   */
  UnderWay(Runnable lookAtAll) {
    this.lookAtAll = lookAtAll;
  }

  /** A batch is handed to the broker. */
  void begin() {
    batches.incrementAndGet();
  }

  /** A batch was answered, well or not. */
  void end() {
    batches.decrementAndGet();
  }

  boolean isNone() {
    return batches.get() == 0;
  }

  void serveAfterNextAnswer(PartitionQueue queue) {
    waiting.add(queue);
    if (isNone()) {
      lookAtAll.run();
    }
  }

  /** Takes one that waits, or null. */
  @Nullable PartitionQueue poll() {
    return waiting.poll();
  }
}
