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
 *    |
 *    +---- aborted by its producer <---- INTERRUPTED: whatever it was when the broker restarted
 * </pre>
 *
 * <p>The epoch moves with every decision, so a request of an ended transaction can never reach the
 * next one. Producers of older protocols keep theirs ({@link Epochs#KEPT}); for them a transaction
 * is opened explicitly, and durably before anything is done in it.
 *
 * <p>An interrupted session can do nothing but abort. Nobody knows any more whether it had a
 * transaction open, for batches that were only written leave no trace after a power failure; a
 * commit might tear it. To abort is always right: recovery aborted all it found, and what it did
 * not find is not there. Afterwards both sides agree that nothing is open, and the session goes on.
 */
public final class TransactionalProducer {
  private final String transactionalId;
  private ProducerIdentity identity;
  private long timeoutMillis;
  private @Nullable OpenTransaction open;
  private @Nullable TransactionEnded lastEnd;

  /** Before its producer asked for another; null once the producer used the new one. */
  private @Nullable ProducerIdentity previous;

  /** A decision that kept the epoch and whose markers have no places yet. */
  private @Nullable TransactionEnded marking;

  private Interruption interruption = Interruption.NONE;
  private long lastUsedMillis;

  /**
   * What a restart of the broker did to its session.
   *
   * <pre>
   *   NONE ── restart ──► UNTOLD ── asked for something ──► TOLD
   *    ▲                    └──── aborted, or went on under a new epoch ────┐
   *    └── staged positions, in vain ── RESUMED ◄───────────────────────────┘
   * </pre>
   */
  private enum Interruption {
    NONE,
    UNTOLD,
    /** Its producer asked for something and was told to abort. */
    TOLD,
    /** It goes on, but may still have the positions that it meant to stage before. */
    RESUMED
  }

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

  /**
   * The last decision, if its session may ask for it again.
   *
   * <p>Invariant: if it kept the epoch, no transaction is open, and none was since.
   */
  public @Nullable TransactionEnded lastEnd() {
    return lastEnd;
  }

  /**
   * The identity before {@code identity()}, if the producer may not have been told of the change.
   */
  @Nullable ProducerIdentity previous() {
    return previous;
  }

  /**
   * Whether a producer that believes to be {@code claimed} is this one's present session: it may
   * have missed the answer that gave it its present identity, as long as it did nothing with it.
   */
  public boolean mayContinueAs(ProducerIdentity claimed) {
    return claimed.equals(identity)
        || (open == null
            && (claimed.equals(previous) || (lastEnd != null && claimed.equals(lastEnd.by()))));
  }

  /** On the monotonic clock: when a session or a transaction of it was begun or ended. */
  long lastUsedMillis() {
    return lastUsedMillis;
  }

  public void used(long monotonicMillis) {
    lastUsedMillis = monotonicMillis;
  }

  void begin(OpenTransaction transaction) {
    if (open != null) {
      throw new IllegalStateException("A transaction of " + transactionalId + " is already open");
    }
    open = transaction;
  }

  void session(@Nullable ProducerIdentity from, ProducerIdentity next, long timeout) {
    previous = from;
    identity = next;
    timeoutMillis = timeout;
    open = null;
    lastEnd = null;
    marking = null;
    if (from == null) {
      interruption = Interruption.NONE;
    } else {
      resumes();
    }
  }

  /** Whether the broker was restarted since its session last ended a transaction. */
  public boolean isInterrupted() {
    return interruption == Interruption.UNTOLD || interruption == Interruption.TOLD;
  }

  private void resumes() {
    if (isInterrupted()) {
      interruption = Interruption.RESUMED;
    }
  }

  /** Whether it goes on after a restart and has staged nothing since. */
  public boolean isResumed() {
    return interruption == Interruption.RESUMED;
  }

  /** What it staged was refused. */
  public void stagedInVain() {
    interruption = Interruption.NONE;
  }

  /** Whether its producer knows that it is interrupted, and so what became of its last end. */
  public boolean isToldToAbort() {
    return interruption == Interruption.TOLD;
  }

  /** Its producer is refused, and told to abort. */
  public void tellToAbort() {
    interruption = Interruption.TOLD;
  }

  void interrupted() {
    interruption = Interruption.UNTOLD;
  }

  /** Whether its last transaction is decided and still needs the places of its markers. */
  public boolean isMarking() {
    return marking != null;
  }

  void marking(TransactionEnded end) {
    marking = end;
  }

  void marked(TransactionEnded end) {
    if (end.equals(marking)) {
      marking = null;
    }
  }

  void ended(TransactionEnded end) {
    identity = end.next();
    previous = null;
    open = null;
    lastEnd = end.answerable() ? end : null;
    if (end.answerable()) {
      resumes();
    }
  }

  void forgetEnd() {
    lastEnd = null;
  }
}
