package dev.waybill;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * Remembers which message ids a group has handled. Implementations are thread-safe, and two copies
 * of one message handled at the same moment never both get {@link Claim#GRANTED}.
 *
 * <pre>
 *   unknown ── claim ──► claimed ── complete ──► done ── window passes ──► unknown
 *                          └────── release ──► unknown
 * </pre>
 */
public interface DeduplicationStore {

  /** What a claim was answered with. */
  enum Claim {
    /** Ours to handle: complete or release it. */
    GRANTED,
    /** Handled before: skip it. */
    DONE,
    /** Being handled by another: try again later. */
    BUSY
  }

  /**
   * How far back the store remembers.
   *
   * @param maxIds newest ids kept per store
   * @param maxAge ids older than this may be forgotten
   * @param survivesRestart whether it remembers after the process ended
   */
  record Window(long maxIds, Duration maxAge, boolean survivesRestart) {}

  Claim claim(String group, String id);

  void complete(String group, String id);

  void release(String group, String id);

  Window window();

  /** Ages count from the store's making: a wall clock set forward would forget ids too early. */
  private static InstantSource monotonic() {
    long beginning = System.nanoTime();
    return () -> Instant.EPOCH.plusNanos(System.nanoTime() - beginning);
  }

  /** A store in this process's memory: forgets at restart. */
  static DeduplicationStore inMemory(int maxIds, Duration maxAge) {
    return new InMemoryDeduplicationStore(maxIds, maxAge, monotonic());
  }
}
