package dev.waybill.runtime.publish;

import dev.waybill.Receipt;
import dev.waybill.Topic;
import dev.waybill.Transaction;
import dev.waybill.error.OutcomeUnknownException;
import dev.waybill.error.RejectedException;
import dev.waybill.error.WaybillException;
import dev.waybill.message.Headers;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One transaction of a session. One thread at a time.
 *
 * <pre>
 *   OPEN ── commit ──► COMMITTED
 *     ├──── abort, close, a failed publish at commit ──► ABORTED
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
      abort();
      throw failure;
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
      throw e;
    }
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
