package dev.waybill.effect;

import dev.waybill.message.TopicPartition;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * One transaction of a store: effects and the move of positions, all or nothing. One thread at a
 * time.
 *
 * <pre>
 *   OPEN ── commit ──► COMMITTED
 *     ├──── close, a failure of any method but commit ──► ROLLED BACK
 *     └──── the answer of a commit was lost ──► UNKNOWN: the next lock() waits for it, and tells
 * </pre>
 *
 * <p>Every method may throw {@link dev.waybill.error.RetriableException}: the connection is gone,
 * the transaction was the victim of a deadlock, or could not be serialised. Nothing of it remains,
 * and the whole of it may be tried again.
 *
 * @param <X> what a handler is given to write through
 */
public interface EffectTransaction<X> extends AutoCloseable {

  /**
   * Holds the group's positions in these partitions until the end of the transaction, so that
   * nobody else moves them, and says what they are. Waits for whoever holds one, also for the end
   * of a transaction whose commit was not answered: what this returns is settled.
   *
   * @return as many as have a position
   */
  Map<TopicPartition, Long> lock(Collection<TopicPartition> partitions);

  /**
   * Remembers message ids of the group, from this transaction's commit on. Waits for other
   * transactions that insert the same ids.
   *
   * @param ids in the order of their messages; an id may come twice
   * @return for each, whether it is new: false for one that is known, or came before in the list
   */
  boolean[] insertIds(List<String> ids);

  /** What the handler writes through. It must not end the transaction; that is found out. */
  X handle();

  /**
   * Moves a position.
   *
   * @throws dev.waybill.error.FencedException it is not as expected; the transaction must be closed
   */
  void move(TopicPartition partition, long expected, long next);

  /**
   * Whether a handler's failure is the transaction's and not its message's: a deadlock, a lost
   * connection. It costs the message no attempt.
   */
  boolean isTransient(Throwable failureOfHandler);

  /**
   * Commits: effects, ids and positions are durable when this returns.
   *
   * @throws dev.waybill.error.OutcomeUnknownException committed or rolled back, as a whole
   * @throws dev.waybill.error.RejectedException rolled back, for a reason that is the handlers':
   *     one of them ended the transaction itself, or left a constraint violated
   */
  void commit();

  /**
   * Whether a handler has ended the transaction itself, as {@link #commit} or {@link #move} found
   * out: what it committed is there for good, without the position, and trying again would write it
   * again.
   */
  boolean wasEndedByHandler();

  /** Rolls back unless it has ended; what the handler was given cannot be used any more. */
  @Override
  void close();
}
