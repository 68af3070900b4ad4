package dev.waybill.broker.transaction;

import dev.waybill.broker.producer.ProducerIdentity;

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
   * A transaction was decided. This is the moment it commits; its markers follow.
   *
   * @param by the session whose transaction it was
   * @param commit or aborted
   * @param next the identity the producer goes on with
   * @param answerable whether {@code by} asked for it, and may ask again for the same answer
   */
  record TransactionEnded(
      ProducerIdentity by, boolean commit, ProducerIdentity next, boolean answerable)
      implements ProducerRecord {

    /** Whether the producer goes on with the epoch that it had. */
    public boolean keptEpoch() {
      return by.equals(next);
    }

    /**
     * The epoch in the markers: greater than that of any batch of the transaction, or the same if
     * it was kept.
     */
    public short markerEpoch() {
      return by.producerId() == next.producerId() ? next.epoch() : Short.MAX_VALUE;
    }
  }

  /** All markers of a decided transaction are synced: it need not be remembered for its redo. */
  record TransactionCompleted(ProducerIdentity by) implements ProducerRecord {}
}
