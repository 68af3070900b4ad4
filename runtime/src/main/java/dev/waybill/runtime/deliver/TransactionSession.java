package dev.waybill.runtime.deliver;

import dev.waybill.engine.EngineConsumer;
import dev.waybill.engine.EngineTransactions;
import dev.waybill.error.WaybillException;
import dev.waybill.message.TopicPartition;
import dev.waybill.runtime.timing.Timing;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The engine's session under a loop's transactional id. The loop's thread alone.
 *
 * <pre>
 *   none ── open ──► open ── commit: done ──► open
 *    ▲                 └──── commit: failed in any way ──► none
 *    └──────────────────────────────────────────────────────┘ the next one settles what is left
 * </pre>
 */
final class TransactionSession {

  private static final Logger LOG = LoggerFactory.getLogger(TransactionSession.class);

  private final Services services;
  private final EngineConsumer consumer;
  private final Timing timing;
  private TransactionalSlots.Slot slot;
  private @Nullable EngineTransactions session;
  private boolean staging;

  TransactionSession(
      Services services, EngineConsumer consumer, Timing timing, TransactionalSlots.Slot slot) {
    this.services = services;
    this.consumer = consumer;
    this.timing = timing;
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

  /**
   * Commits the batches' outputs and the positions in one transaction.
   *
   * @return how long the commit itself took, in nanoseconds
   * @throws WaybillException the session is given up, the next {@link #open} settles it
   */
  long commit(List<Batch> batches, Map<TopicPartition, Long> positions) {
    EngineTransactions transaction = open();
    boolean ended = false;
    staging = false;
    try {
      transaction.begin();
      long now = services.clock().millis();
      for (Batch batch : batches) {
        for (Output output : batch.outputs()) {
          output.publishIn(transaction, now);
        }
      }
      staging = true;
      transaction.commitPositions(consumer, positions);
      staging = false;
      ended = true;
      long began = timing.nanoTime();
      transaction.commit();
      return timing.nanoTime() - began;
    } catch (WaybillException e) {
      abandon(transaction, ended);
      throw e;
    }
  }

  /**
   * The last commit was fenced: by a newer session of the id unless it was the membership.
   *
   * @return whether the transaction may have been committed before
   */
  boolean fenced() {
    if (!staging) {
      slot = services.slots().next(slot);
    }
    return !staging;
  }

  private void abandon(EngineTransactions failed, boolean commitCalled) {
    session = null;
    try {
      if (!commitCalled) {
        failed.abort();
      }
    } catch (WaybillException e) {
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
