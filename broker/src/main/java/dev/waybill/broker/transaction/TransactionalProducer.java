package dev.waybill.broker.transaction;

import dev.waybill.broker.producer.ProducerIdentity;
import dev.waybill.broker.transaction.ProducerRecord.TransactionEnded;
import org.jspecify.annotations.Nullable;

/**
 * One transactional id and its current session.
 *
 * <pre>
 *            first batch or position              end, timeout, new session
 *   IDLE ----------------------------> OPEN ----------------------------------+
 *    ^                                                                        |
 *    +---- the session's epoch is one higher (or its id a new one) <----------+
 *
 *   restart of the broker: OPEN is aborted, and the session can do nothing but abort, which starts
 *   it again
 * </pre>
 *
 * <p>The epoch moves with every decision, so a request of an ended transaction can never reach the
 * next one. Producers of before KIP-890 keep theirs, and are open to what that closed.
 */
public final class TransactionalProducer {
  private final String transactionalId;
  private ProducerIdentity identity;
  private long timeoutMillis;
  private @Nullable OpenTransaction open;
  private @Nullable TransactionEnded lastEnd;

  /** The session that asked for this one; not remembered across a restart. */
  private @Nullable ProducerIdentity asker;

  /** Whether its session was begun on an earlier broker; such a session can do nothing any more. */
  private boolean beforeRestart;

  TransactionalProducer(String transactionalId, ProducerIdentity identity, long timeoutMillis) {
    this.transactionalId = transactionalId;
    this.identity = identity;
    this.timeoutMillis = timeoutMillis;
  }

  public String transactionalId() {
    return transactionalId;
  }

  public ProducerIdentity identity() {
    return identity;
  }

  public long timeoutMillis() {
    return timeoutMillis;
  }

  public @Nullable OpenTransaction open() {
    return open;
  }

  /** The last decision, if its session may ask for it again. */
  public @Nullable TransactionEnded lastEnd() {
    return lastEnd;
  }

  /** Whether its last transaction left it the epoch, so that the next one must be announced. */
  public boolean keptEpoch() {
    return lastEnd != null && lastEnd.keptEpoch();
  }

  void begin(OpenTransaction transaction) {
    if (open != null) {
      throw new IllegalStateException("A transaction of " + transactionalId + " is already open");
    }
    open = transaction;
  }

  void session(ProducerIdentity next, long timeout) {
    identity = next;
    timeoutMillis = timeout;
    open = null;
    lastEnd = null;
    asker = null;
    beforeRestart = false;
  }

  void follows(ProducerIdentity session) {
    asker = session;
  }

  /** Whether this session was begun because that one asked for it, and did nothing yet. */
  public boolean isFollowUpOf(ProducerIdentity session) {
    return open == null && session.equals(asker);
  }

  public boolean isBeforeRestart() {
    return beforeRestart;
  }

  void restarted() {
    beforeRestart = true;
  }

  void ended(TransactionEnded end) {
    identity = end.next();
    open = null;
    asker = null;
    beforeRestart = false;
    lastEnd = end.answerable() ? end : null;
  }
}
