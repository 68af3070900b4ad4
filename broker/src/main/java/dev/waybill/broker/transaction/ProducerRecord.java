package dev.waybill.broker.transaction;

import dev.waybill.broker.producer.ProducerIdentity;
import java.util.List;
import java.util.UUID;

/**
 * One durable fact about producers. The live {@link ProducerRegistry} applies the very records it
 * hands out, so replaying a journal cannot end in another state than living through it did.
 */
public sealed interface ProducerRecord {

  /** An id was given to an idempotent producer; it is never given again. */
  record IdIssued(long producerId) implements ProducerRecord {}

  /** A transactional id began a session; older ones are fenced. */
  record SessionBegun(String transactionalId, ProducerIdentity identity, long timeoutMillis)
      implements ProducerRecord {}

  /**
   * A session goes on under another identity, because its producer asked for one (KIP-360).
   *
   * @param from the identity it had, with which it may ask again if the answer was lost
   */
  record SessionContinued(
      String transactionalId, ProducerIdentity from, ProducerIdentity identity, long timeoutMillis)
      implements ProducerRecord {}

  /**
   * A transaction was opened under the identity that the one before ended with. From here on the
   * end of the one before is not answered again: a request to end it would mean this one.
   */
  record TransactionBegun(ProducerIdentity by) implements ProducerRecord {}

  /**
   * A transaction was decided. This is the moment it commits; its markers follow.
   *
   * @param by the session whose transaction it was
   * @param commit or aborted
   * @param next the identity the producer goes on with
   * @param answerable whether {@code by} asked for it, and may ask again for the same answer
   * @param bounds where the transaction ends in its partitions, if {@code next} is {@code by}; else
   *     empty: then all that {@code by} has open there is this transaction's
   */
  record TransactionEnded(
      ProducerIdentity by,
      boolean commit,
      ProducerIdentity next,
      boolean answerable,
      List<Bound> bounds)
      implements ProducerRecord {

    public TransactionEnded {
      bounds = List.copyOf(bounds);
    }

    /** One that moves the epoch. */
    public TransactionEnded(
        ProducerIdentity by, boolean commit, ProducerIdentity next, boolean answerable) {
      this(by, commit, next, answerable, List.of());
    }

    public boolean keepsEpoch() {
      return by.equals(next);
    }

    /**
     * The epoch in the markers: greater than that of any batch of the transaction, unless its
     * producer keeps it.
     */
    public short markerEpoch() {
      return by.producerId() == next.producerId() ? next.epoch() : Short.MAX_VALUE;
    }

    /**
     * Whether it decided the transaction that {@code by} has open in a partition since {@code
     * firstOffset}, and not a later one under the same identity.
     */
    public boolean decided(UUID topicId, int partition, long firstOffset) {
      return !keepsEpoch()
          || bounds.stream()
              .anyMatch(
                  bound ->
                      bound.topicId().equals(topicId)
                          && bound.partition() == partition
                          && firstOffset < bound.end());
    }
  }

  /** All of a transaction's batches in a partition lie before {@code end}. */
  record Bound(UUID topicId, int partition, long end) {}

  /** All markers of a decided transaction are synced: it need not be remembered for its redo. */
  record TransactionCompleted(ProducerIdentity by) implements ProducerRecord {}

  /** A transactional id was not used for so long that it is forgotten, with its producer id. */
  record SessionExpired(String transactionalId) implements ProducerRecord {}
}
