package dev.waybill;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import javax.sql.DataSource;

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

  /**
   * A store in a database, with its defaults: survives restarts, and is shared by all instances.
   * Its tables must be there; {@code JdbcDeduplicationStore} of waybill-jdbc, which this finds, has
   * options and can create them.
   *
   * @throws dev.waybill.error.RejectedException waybill-jdbc is not on the class path; or the
   *     tables are missing, older or newer, and the message says what to do
   * @throws dev.waybill.error.RetriableException the database cannot be reached now
   */
  static DeduplicationStore jdbc(DataSource dataSource) {
    return DeduplicationStoreProvider.find().open(dataSource);
  }
}
