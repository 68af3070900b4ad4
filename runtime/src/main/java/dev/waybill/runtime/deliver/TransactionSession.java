package dev.waybill.runtime.deliver;

import dev.waybill.engine.EngineConsumer;
import dev.waybill.engine.EngineTransactions;
import dev.waybill.error.FencedException;
import dev.waybill.error.WaybillException;
import dev.waybill.message.TopicPartition;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The engine's session under a loop's transactional id. The loop's thread alone.
 *
 * <pre>
 *   none ── open ──► open ── publish ──► begun ── stage, commit ──► open
 *    ▲                 │                   │
 *    └─────────────────┴─ abort, failures ─┘   the next one settles what is left
 * </pre>
 */
final class TransactionSession {

  private static final Logger LOG = LoggerFactory.getLogger(TransactionSession.class);

  private final Services services;
  private TransactionalSlots.Slot slot;
  private @Nullable EngineTransactions session;
  private boolean begun;
  private boolean staging;

  TransactionSession(Services services, TransactionalSlots.Slot slot) {
    this.services = services;
    this.slot = slot;
  }

  /** Opens the session if there is none: takes the id over and settles what was left open. */
  EngineTransactions open() {
    EngineTransactions open = session;
    if (open == null) {
      open = services.sessions().openEngine(slot.id());
      session = open;
    }
    return open;
  }

  /** Whether a transaction is open. */
  boolean isBegun() {
    return begun;
  }

  /**
   * Publishes the outputs of a batch in the open transaction; begins one if there is none.
   *
   * @throws WaybillException the transaction is aborted and the session given up
   */
  void publish(Batch batch) {
    EngineTransactions transaction = open();
    staging = false;
    try {
      if (!begun) {
        transaction.begin();
        begun = true;
      }
      long now = services.clock().millis();
      for (Output output : batch.outputs()) {
        output.publishIn(transaction, batch, now);
      }
    } catch (WaybillException e) {
      abandon(transaction, begun);
      throw e;
    }
  }

  /**
   * Stages the positions that the open transaction commits.
   *
   * @throws WaybillException the transaction is aborted and the session given up
   */
  void stage(EngineConsumer consumer, Map<TopicPartition, Long> positions) {
    EngineTransactions transaction = open();
    staging = true;
    try {
      transaction.commitPositions(consumer, positions);
    } catch (WaybillException e) {
      abandon(transaction, true);
      throw e;
    }
    staging = false;
  }

  /**
   * Commits the open transaction.
   *
   * @throws WaybillException the session is given up, the next {@link #open} settles it
   */
  void commit() {
    EngineTransactions transaction = open();
    try {
      transaction.commit();
      begun = false;
    } catch (WaybillException e) {
      abandon(transaction, false);
      throw e;
    }
  }

  /** Aborts what is open, and gives the session up: the next one settles whatever is left of it. */
  void abort() {
    EngineTransactions transaction = session;
    if (transaction != null && begun) {
      abandon(transaction, true);
    }
  }

  /**
   * The last call was fenced: by a newer session of the id unless it was the membership.
   *
   * @return whether the transaction may have been committed before
   */
  boolean fenced() {
    if (!staging) {
      slot = services.slots().next(slot);
    }
    return !staging;
  }

  private void abandon(EngineTransactions failed, boolean abort) {
    session = null;
    begun = false;
    try {
      if (abort) {
        failed.abort();
      }
    } catch (WaybillException e) {
      // Fenced here, too, it was not the membership after all.
      staging &= !(e instanceof FencedException);
      LOG.debug("The failed session {} could not abort; the next one does", slot.id(), e);
    }
    try {
      failed.close(Duration.ZERO);
    } catch (WaybillException e) {
      LOG.debug("The failed session {} could not be closed; the next one takes over", slot.id(), e);
    }
  }

  /** Gives the id back and closes the session. */
  void end() {
    EngineTransactions open = session;
    try {
      if (open != null) {
        open.close();
      }
    } finally {
      services.slots().release(slot); // not before: who takes it next would meet our session
    }
  }
}
