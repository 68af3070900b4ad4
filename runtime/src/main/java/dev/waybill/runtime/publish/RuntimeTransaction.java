package dev.waybill.runtime.publish;

import dev.waybill.Receipt;
import dev.waybill.Topic;
import dev.waybill.Transaction;
import dev.waybill.error.FencedException;
import dev.waybill.error.OutcomeUnknownException;
import dev.waybill.error.RejectedException;
import dev.waybill.error.WaybillException;
import dev.waybill.message.Headers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One transaction of a session. One thread at a time.
 *
 * <pre>
 *   OPEN ── commit ──► COMMITTED
 *     ├──── abort, close, a failed publish at commit ──► ABORTED
 *     ├──── fenced: a newer session, or open for too long ──► ABORTED
 *     └──── the answer of a commit was lost ──► UNKNOWN
 * </pre>
 */
final class RuntimeTransaction implements Transaction {

  /** Where it is in its life. */
  private enum State {
    OPEN,
    COMMITTED,
    ABORTED,
    UNKNOWN
  }

  private final RuntimeTransactions session;
  private State state = State.OPEN;

  /** The engine counts a transaction's time from its first message. */
  private boolean published;

  private long publishedNanos;

  /** A publish that the engine never saw; the commit must fail all the same. */
  private @Nullable WaybillException refused;

  RuntimeTransaction(RuntimeTransactions session) {
    this.session = session;
  }

  @Override
  public <T> CompletableFuture<Receipt> publish(Topic<T> topic, T message) {
    return publish(topic, message, Headers.empty());
  }

  @Override
  public <T> CompletableFuture<Receipt> publish(Topic<T> topic, T message, Headers headers) {
    try {
      requireOpen("publish");
      if (!published) {
        published = true;
        publishedNanos = System.nanoTime();
      }
      PendingReceipt receipt = new PendingReceipt();
      session.publish(topic, message, headers, receipt);
      return receipt;
    } catch (WaybillException e) {
      if (state == State.OPEN && refused == null) {
        refused = e;
      }
      return CompletableFuture.failedFuture(e);
    }
  }

  @Override
  public void commit() {
    requireOpen("commit");
    WaybillException failure = refused;
    if (failure != null) {
      throw abortedBy(failure);
    }
    try {
      session.engine().commit();
      state = State.COMMITTED;
    } catch (OutcomeUnknownException e) {
      state = State.UNKNOWN;
      session.spoil();
      throw e;
    } catch (WaybillException e) {
      state = State.ABORTED;
      session.spoil();
      throw told(e);
    }
  }

  private WaybillException abortedBy(WaybillException failure) {
    try {
      abort();
    } catch (WaybillException e) {
      // What made it fail is what the caller must know; the session is spoilt and settles the rest.
      failure.addSuppressed(e);
    }
    return told(failure);
  }

  /** An engine that fences may not say why: what we know of the time is said here. */
  private WaybillException told(WaybillException failure) {
    if (!(failure instanceof FencedException) || !published) {
      return failure;
    }
    Duration open = Duration.ofNanos(System.nanoTime() - publishedNanos);
    if (open.compareTo(session.timeout()) < 0) {
      return failure;
    }
    return new FencedException(
        "transaction of '"
            + session.id()
            + "' was aborted: expected it to end within its timeout of "
            + session.timeout()
            + ", found it open for "
            + open
            + " since its first message; nothing of it is visible: do it again in smaller"
            + " transactions, or open the session with a longer timeout,"
            + " waybill.transactions(id, timeout). The engine says: "
            + failure.getMessage(),
        failure);
  }

  @Override
  public void abort() {
    requireOpen("abort");
    state = State.ABORTED;
    try {
      session.engine().abort();
    } catch (WaybillException e) {
      session.spoil();
      throw e;
    }
  }

  @Override
  public void close() {
    if (state == State.OPEN) {
      abort();
    }
  }

  boolean isOpen() {
    return state == State.OPEN;
  }

  private void requireOpen(String what) {
    session.requireUsable();
    if (state != State.OPEN) {
      throw new RejectedException(
          "cannot "
              + what
              + ": expected an open transaction, found it "
              + state
              + "; nothing was changed: begin another");
    }
  }
}
