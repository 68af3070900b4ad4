package dev.waybill.broker.producer;

import dev.waybill.broker.error.BrokerException;
import dev.waybill.broker.error.ErrorCode;
import dev.waybill.broker.topic.TopicPartition;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.LongPredicate;
import java.util.function.LongUnaryOperator;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * The producers one partition knows, so that a batch is stored once however often it is sent.
 *
 * <p>Invariant: this is a function of the partition's batches in offset order (and of what was
 * forgotten for its age), so it is the same whether it was built live, from a checkpoint, or by
 * replaying the log.
 *
 * <p>Saved form (big-endian):
 *
 * <pre>
 * | forgot u8 | producers i32 | { id i64 | epoch i16 | lastSeenMillis i64 | batches u8
 *                               | { baseSequence i32 | count i32 | baseOffset i64 } ... } ... |
 * </pre>
 */
public final class PartitionProducers {
  private static final int HEADER_BYTES = 5;
  private static final int PRODUCER_BYTES = 19;
  private static final int BATCH_BYTES = 16;

  private Map<Long, ProducerState> byId = Map.of();

  /** Whether producers may exist that this partition once knew: their first sequence is not 0. */
  private boolean forgot;

  /**
   * Decides whether a batch may be stored now.
   *
   * @param since a batch of a transaction repeats none before this offset, where the transaction
   *     begins here: {@link Long#MAX_VALUE} if it does not yet. 0 for a batch of no transaction
   * @return the stored batch this one repeats; null if it is new
   * @throws BrokerException if it comes from an older session, leaves a gap, repeats only a part of
   *     what was stored or a batch too old to be remembered, or has sequence numbers that an
   *     earlier transaction of this epoch used
   */
  public @Nullable StoredBatch check(
      TopicPartition partition,
      long producerId,
      short epoch,
      int baseSequence,
      int count,
      long since) {
    ProducerState state = byId.get(producerId);
    if (state == null) {
      // As KIP-360: a producer whose state was forgotten goes on where it was.
      if (baseSequence != 0 && !forgot) {
        throw gap(partition, producerId, epoch, 0, baseSequence);
      }
      return null;
    }
    if (epoch < state.epoch()) {
      throw new BrokerException(
          ErrorCode.INVALID_PRODUCER_EPOCH,
          "Producer fenced in "
              + partition
              + ": producerId="
              + producerId
              + ", epoch="
              + epoch
              + ", current epoch="
              + state.epoch()
              + ". A newer session took over or the transaction has ended; nothing was stored."
              + " Stop this session, or begin a new one.");
    }
    if (epoch > state.epoch()) {
      if (baseSequence != 0) {
        throw gap(partition, producerId, epoch, 0, baseSequence);
      }
      return null;
    }
    StoredBatch original = state.find(baseSequence, count);
    if (original != null && original.baseOffset() >= since) {
      return original;
    }
    int expected = state.expectedSequence();
    boolean past = Sequences.isPast(baseSequence, expected);
    if (original != null || (past && since == Long.MAX_VALUE)) {
      throw used(partition, producerId, epoch, expected, baseSequence);
    }
    if (baseSequence == expected) {
      return null;
    }
    // A batch of which only the beginning is past is no repetition: its end was never stored.
    if (past && Sequences.isPast(Sequences.plus(baseSequence, count - 1), expected)) {
      throw new BrokerException(
          ErrorCode.DUPLICATE_SEQUENCE,
          "Repeated batch in "
              + partition
              + ": producerId="
              + producerId
              + ", epoch="
              + epoch
              + ", sequence="
              + baseSequence
              + ", expected="
              + expected
              + ". It matches none of the last "
              + ProducerState.REMEMBERED
              + " batches, so its offsets are forgotten; it was stored before and is not stored again.");
    }
    throw gap(partition, producerId, epoch, expected, baseSequence);
  }

  /** A batch of messages was given its place. */
  public void stored(
      long producerId, short epoch, int baseSequence, int count, long baseOffset, long nowMillis) {
    ProducerState state = enter(producerId, epoch, nowMillis);
    state.add(new StoredBatch(baseSequence, count, baseOffset));
  }

  /** A marker was given its place: from here on older epochs are fenced. */
  public void fenced(long producerId, short epoch, long nowMillis) {
    enter(producerId, epoch, nowMillis);
  }

  /** Forgets producers last seen before {@code beforeMillis}, but for those {@code keep} names. */
  public void expire(long beforeMillis, LongPredicate keep) {
    if (byId.isEmpty()) {
      return;
    }
    boolean removed =
        byId.entrySet()
            .removeIf(e -> e.getValue().lastSeenMillis() < beforeMillis && !keep.test(e.getKey()));
    forgot |= removed;
  }

  /**
   * Every producer, by its id.
   *
   * @param transactionStart where a producer's open transaction begins here; {@link Long#MAX_VALUE}
   *     if it has none
   */
  public List<ProducerDescription> describe(LongUnaryOperator transactionStart) {
    List<ProducerDescription> all = new ArrayList<>();
    new TreeMap<>(byId)
        .forEach(
            (id, state) -> {
              long start = transactionStart.applyAsLong(id);
              all.add(
                  new ProducerDescription(
                      new ProducerIdentity(id, state.epoch()),
                      state.lastSequence(),
                      state.lastSeenMillis(),
                      start == Long.MAX_VALUE ? OptionalLong.empty() : OptionalLong.of(start)));
            });
    return all;
  }

  /** The epoch of a producer's last batch or marker; -1 if it is not known here. */
  public short epoch(long producerId) {
    ProducerState state = byId.get(producerId);
    return state == null ? -1 : state.epoch();
  }

  /** The base offsets of all batches that are remembered, for whoever removes messages. */
  public long[] rememberedOffsets() {
    return byId.values().stream()
        .flatMap(state -> StreamSupport.stream(state.batches().spliterator(), false))
        .mapToLong(StoredBatch::baseOffset)
        .toArray();
  }

  /** The epochs of those producers of whom no batch is remembered: a marker told them. */
  public Map<Long, Short> epochsWithoutBatches() {
    Map<Long, Short> epochs = new HashMap<>();
    byId.forEach(
        (id, state) -> {
          if (state.batchCount() == 0) {
            epochs.put(id, state.epoch());
          }
        });
    return epochs;
  }

  public int size() {
    return byId.size();
  }

  public int savedBytes() {
    int bytes = HEADER_BYTES;
    for (ProducerState state : byId.values()) {
      bytes += PRODUCER_BYTES + state.batchCount() * BATCH_BYTES;
    }
    return bytes;
  }

  public void save(ByteBuffer out) {
    out.put((byte) (forgot ? 1 : 0)).putInt(byId.size());
    // Sorted, so that the same state is the same bytes.
    new TreeMap<>(byId)
        .forEach(
            (id, state) -> {
              out.putLong(id).putShort(state.epoch()).putLong(state.lastSeenMillis());
              out.put((byte) state.batchCount());
              for (StoredBatch batch : state.batches()) {
                out.putInt(batch.baseSequence()).putInt(batch.count()).putLong(batch.baseOffset());
              }
            });
  }

  public static PartitionProducers load(ByteBuffer in) {
    PartitionProducers producers = new PartitionProducers();
    producers.forgot = in.get() != 0;
    int count = in.getInt();
    for (int i = 0; i < count; i++) {
      long id = in.getLong();
      short epoch = in.getShort();
      ProducerState state = producers.enter(id, epoch, in.getLong());
      int batches = in.get();
      for (int b = 0; b < batches; b++) {
        state.add(new StoredBatch(in.getInt(), in.getInt(), in.getLong()));
      }
    }
    return producers;
  }

  private ProducerState enter(long producerId, short epoch, long nowMillis) {
    if (byId.isEmpty()) {
      byId = new HashMap<>(2);
    }
    ProducerState state = byId.get(producerId);
    if (state == null) {
      state = new ProducerState(epoch, nowMillis);
      byId.put(producerId, state);
    }
    state.enterEpoch(epoch, nowMillis);
    return state;
  }

  /**
   * Its producer gave up a batch that was stored all the same, and numbers the next transaction
   * over. The first answer again would lose a message of this transaction.
   */
  private static BrokerException used(
      TopicPartition partition, long producerId, short epoch, int expected, int found) {
    return new BrokerException(
        ErrorCode.OUT_OF_ORDER_SEQUENCE,
        "Used sequence in "
            + partition
            + ": producerId="
            + producerId
            + ", epoch="
            + epoch
            + ", expected sequence="
            + expected
            + ", found="
            + found
            + ", which a batch of an earlier transaction has. Nothing was stored. Abort, and begin a"
            + " new session.");
  }

  private static BrokerException gap(
      TopicPartition partition, long producerId, short epoch, int expected, int found) {
    return new BrokerException(
        ErrorCode.OUT_OF_ORDER_SEQUENCE,
        "Gap in the sequence of "
            + partition
            + ": producerId="
            + producerId
            + ", epoch="
            + epoch
            + ", expected sequence="
            + expected
            + ", found="
            + found
            + ". A batch before this one was not stored; nothing was stored now. Send the missing"
            + " batches first.");
  }
}
