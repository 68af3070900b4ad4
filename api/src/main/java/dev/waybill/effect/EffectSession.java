package dev.waybill.effect;

import dev.waybill.message.TopicPartition;
import java.util.Collection;
import java.util.Map;
import java.util.Set;

/**
 * A group's part of a store, as one subscription uses it. Thread-safe; its transactions are not.
 *
 * <p>Every method may throw {@link dev.waybill.error.RetriableException}: the store could not be
 * reached, and the same call may be repeated.
 *
 * @param <X> what a handler is given to write through
 */
public interface EffectSession<X> extends AutoCloseable {

  /**
   * The group's committed positions; a partition without one is absent. A transaction that is still
   * being committed may move one right after.
   */
  Map<TopicPartition, Long> positions(Collection<TopicPartition> partitions);

  /**
   * Gives partitions their first position; one that is there stays as it is. Durable when this
   * returns; after a failure it may be done all the same, and is done again without harm.
   *
   * @return the positions that are there now
   */
  Map<TopicPartition, Long> begin(Map<TopicPartition, Long> positions);

  /**
   * Sets positions, wherever they are: what is in a transaction now resynchronises. Durable when
   * this returns.
   *
   * @throws dev.waybill.error.OutcomeUnknownException they are set or not; {@link #positions} tells
   */
  void seek(Map<TopicPartition, Long> positions);

  /** Begins a transaction of the calling thread's. */
  EffectTransaction<X> transaction();

  /**
   * Forgets message ids that are older than the store's retention, a bounded number at a time.
   *
   * @return how many; 0 if there are none left that are so old
   */
  int forgetIds();

  /**
   * The topics for which handlers have so far written messages into the store itself, to be
   * relayed. Known from the first such message of this session on.
   */
  default Set<Outgoing> outgoing() {
    return Set.of();
  }

  /** Lets go of what it holds. Open transactions must be closed before. */
  @Override
  void close();
}
