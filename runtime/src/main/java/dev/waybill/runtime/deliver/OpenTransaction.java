package dev.waybill.runtime.deliver;

import dev.waybill.engine.EngineConsumer;
import dev.waybill.error.WaybillException;
import dev.waybill.message.TopicPartition;
import dev.waybill.runtime.timing.Timing;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The transaction that a loop is making of batches. The loop's thread alone.
 *
 * <pre>
 *   empty ── add: publish its outputs ──► open ── commit: positions, commit ──► empty
 *                                          └───── give up: abort ─────────────► empty
 * </pre>
 *
 * <p>Outputs are on their way to the brokers while the next batches are polled and prepared;
 * positions are staged at the end, when it is known that the partitions are still ours.
 *
 * <p>The invariant: a position is committed only in the transaction that holds the outputs of
 * everything between it and the position before. So each batch begins where the one before it
 * ended, and a transaction in which a batch has become stale is never committed.
 */
final class OpenTransaction {

  /**
   * What was committed.
   *
   * @param batches in the order of their publication
   * @param positions as committed
   */
  record Committed(List<Batch> batches, Map<TopicPartition, Long> positions) {}

  private final TransactionSession session;
  private final EngineConsumer consumer;
  private final Timing timing;
  private final List<Batch> batches = new ArrayList<>();
  private final Map<TopicPartition, Long> ends = new HashMap<>();
  private final Set<TransactionTrack> cut = new HashSet<>();
  private long tookNanos;

  OpenTransaction(TransactionSession session, EngineConsumer consumer, Timing timing) {
    this.session = session;
    this.consumer = consumer;
    this.timing = timing;
  }

  /** Whether there is nothing to commit. */
  boolean isEmpty() {
    return batches.isEmpty();
  }

  /** Whether a batch ended early: its partition goes back when this is committed. */
  boolean isCut() {
    return !cut.isEmpty();
  }

  /**
   * Whether a partition was lost since its outputs were published: they are somebody else's to make
   * now, or ours once more. Then nothing may be added or committed.
   */
  boolean isStale() {
    return batches.stream().anyMatch(Batch::stale);
  }

  /** The batches in it. */
  List<Batch> batches() {
    return batches;
  }

  /**
   * Publishes what was made of a batch; does nothing with one that is stale, or lies behind a gap.
   *
   * @throws WaybillException the transaction is aborted; it is to be {@linkplain #giveUp given up}
   */
  void add(Batch batch) {
    if (batch.stale() || cut.contains(batch.track())) {
      batch.release();
      return;
    }
    TopicPartition partition = batch.track().partition();
    long end = ends.getOrDefault(partition, batch.track().committed());
    if (batch.from() != end) {
      throw new IllegalStateException(
          "expected a batch of "
              + partition
              + " from position "
              + end
              + ", found one from "
              + batch.from()
              + "; nothing of it was committed");
    }
    ends.put(partition, batch.upTo());
    batches.add(batch);
    if (batch.isCut()) {
      cut.add(batch.track());
    }
    if (!batch.outputs().isEmpty()) {
      session.publish(batch);
    }
    batch.release();
  }

  /**
   * Commits.
   *
   * @throws WaybillException as the session's; the transaction is to be {@linkplain #giveUp given
   *     up}
   */
  Committed commit() {
    Map<TopicPartition, Long> positions = new HashMap<>(ends);
    for (Batch batch : batches) {
      positions.remove(batch.track().partition(), batch.track().committed());
    }
    if (session.isBegun()) {
      long began = timing.nanoTime();
      session.stage(consumer, positions);
      session.commit();
      tookNanos = timing.nanoTime() - began;
    } else if (!positions.isEmpty()) {
      // Nothing was made of these messages: their position alone is one write already.
      consumer.commit(positions);
    }
    Committed committed = new Committed(List.copyOf(batches), positions);
    clear();
    return committed;
  }

  /** How long the last commit of outputs took. */
  long tookNanos() {
    return tookNanos;
  }

  /** Aborts what is open still, and forgets the batches: their partitions must be sent back. */
  void giveUp() {
    session.abort();
    clear();
  }

  private void clear() {
    batches.clear();
    ends.clear();
    cut.clear();
  }
}
