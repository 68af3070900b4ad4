package dev.waybill;

import dev.waybill.error.WaybillException;
import dev.waybill.message.StartPosition;
import dev.waybill.message.TopicPartition;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * A running subscription. Thread-safe.
 *
 * <pre>
 *   RUNNING ◄─ pause / resume ─► PAUSED
 *      └──────── close ──► CLOSED        └─ a failure that needs a person ──► FAILED
 * </pre>
 */
public interface Subscription extends AutoCloseable {

  /** Where a subscription is in its life. */
  enum State {
    RUNNING,
    PAUSED,
    CLOSED,
    FAILED
  }

  /**
   * Counts since it began.
   *
   * @param delivered messages given to the handler, retries not counted
   * @param handled messages whose handler ended well
   * @param retried attempts after the first
   * @param skipped repeats that the de-duplication store knew
   * @param deadLettered messages given up
   */
  record Counts(long delivered, long handled, long retried, long skipped, long deadLettered) {}

  State state();

  /** Why it is FAILED; empty otherwise. */
  Optional<WaybillException> failure();

  Counts counts();

  /** The partitions that are ours now. */
  Set<TopicPartition> assignment();

  /** Stops deliveries; membership and partitions are kept. What is in a handler goes on. */
  void pause();

  void resume();

  /**
   * Goes to another place in all assigned partitions, once running handlers have ended and what
   * they settled is committed; messages fetched and not begun are left behind. A group's position
   * is committed there when this returns. Called by a handler of this subscription it does not
   * wait.
   *
   * @throws dev.waybill.error.RejectedException the place is out of range; nothing has moved
   */
  void seek(StartPosition position);

  /**
   * Waits until every message that was published before the call to an assigned partition is
   * settled and its position committed. Without an assigned partition it waits for one, unless the
   * group is stable and other members own them all: then there is nothing to wait for.
   *
   * @return false if the time was up first
   */
  boolean awaitCaughtUp(Duration timeout);

  /** Waits until it is CLOSED or FAILED; false if the time was up first. */
  boolean awaitEnd(Duration timeout);

  /** How long {@link #close()} lets handlers run. */
  Duration CLOSE_TIMEOUT = Duration.ofSeconds(30);

  /** As {@link #close(Duration)} with 30 seconds. */
  @Override
  default void close() {
    close(CLOSE_TIMEOUT);
  }

  /**
   * Fetches no more, lets handlers end, interrupts those that have not after the timeout, settles
   * and commits what ended well, and leaves the group.
   */
  void close(Duration timeout);
}
