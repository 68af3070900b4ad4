package dev.waybill;

import dev.waybill.message.Headers;
import java.util.concurrent.CompletableFuture;

/**
 * Messages to any number of topics, all or nothing. One thread at a time.
 *
 * <pre>
 *   OPEN ── commit ──► COMMITTED
 *     ├──── abort, close, a failed publish at commit ──► ABORTED
 *     ├──── open for longer than the session's timeout ──► ABORTED, as its commit will tell
 *     └──── the answer of a commit was lost ──► UNKNOWN
 * </pre>
 */
public interface Transaction extends AutoCloseable {

  /**
   * Publishes inside the transaction. The future completes when the message is stored; it is seen
   * by readers only after {@link #commit}. It may be dropped: a publish that failed makes {@link
   * #commit} throw that failure.
   */
  @CanIgnoreReturnValue
  <T> CompletableFuture<Receipt> publish(Topic<T> topic, T message);

  /** As {@link #publish(Topic, Object)}, with headers of the caller's. */
  @CanIgnoreReturnValue
  <T> CompletableFuture<Receipt> publish(Topic<T> topic, T message, Headers headers);

  /**
   * Waits for the publishes and commits. When this returns everything is durable and visible.
   *
   * @throws dev.waybill.error.FencedException aborted: a newer session of the id exists, or the
   *     transaction was open for longer than its timeout; the message says which is likely
   * @throws dev.waybill.error.OutcomeUnknownException committed or aborted, as a whole
   * @throws dev.waybill.error.WaybillException any other: aborted, for that reason
   */
  void commit();

  /** Aborts; readers see nothing of it. */
  void abort();

  /** Aborts if still open. */
  @Override
  void close();
}
