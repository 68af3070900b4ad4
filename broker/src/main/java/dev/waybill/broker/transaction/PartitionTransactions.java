package dev.waybill.broker.transaction;

import dev.waybill.broker.partition.AbortedIndex;
import dev.waybill.broker.partition.AbortedRange;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The transactions one partition has messages of. Like {@code PartitionProducers}, a function of
 * the partition's batches in offset order.
 *
 * <pre>
 *              first transactional batch                    marker
 *   (nothing) ---------------------------> open at offset ----------> committed: forgotten
 *                                             |        ^          \-> aborted: in the index
 *                                             +--------+
 *                                             more batches
 * </pre>
 *
 * <p>Saved form (big-endian):
 *
 * <pre>
 * | open i32 | { producerId i64 | epoch i16 | firstOffset i64 } ...
 * | aborted i32 | { producerId i64 | firstOffset i64 | markerOffset i64 } ... |
 * </pre>
 */
public final class PartitionTransactions {
  private static final int COUNTS_BYTES = 8;
  private static final int OPEN_BYTES = 18;
  private static final int ABORTED_BYTES = 24;

  /** An open transaction's messages in this partition begin at {@code firstOffset}. */
  public record Open(long producerId, short epoch, long firstOffset) {}

  private record Ended(long firstOffset, long markerOffset) {}

  private Map<Long, Open> open = Map.of();
  private @Nullable NavigableSet<Long> openOffsets;

  /** Ended by a marker that is not yet synced; readers must still take them for open. */
  private @Nullable ArrayDeque<Ended> ending;

  private AbortedIndex aborted = AbortedIndex.EMPTY;

  /** A transactional batch was given its place. */
  public void stored(long producerId, short epoch, long baseOffset) {
    if (open.containsKey(producerId)) {
      return;
    }
    if (open.isEmpty()) {
      open = new HashMap<>(2);
    }
    open.put(producerId, new Open(producerId, epoch, baseOffset));
    offsets().add(baseOffset);
  }

  /** A marker was given its place. Without an open transaction it means nothing here. */
  public void ended(long producerId, boolean commit, long markerOffset) {
    Open transaction = open.get(producerId);
    if (transaction == null) {
      return;
    }
    open.remove(producerId);
    offsets().remove(transaction.firstOffset());
    if (ending == null) {
      ending = new ArrayDeque<>(2);
    }
    ending.addLast(new Ended(transaction.firstOffset(), markerOffset));
    if (!commit) {
      aborted = aborted.plus(new AbortedRange(producerId, transaction.firstOffset(), markerOffset));
    }
  }

  /** The first offset a committed-reader must not pass, given that all before it is synced. */
  public long lastStable(long highWatermark) {
    long stable = highWatermark;
    if (openOffsets != null && !openOffsets.isEmpty()) {
      stable = Math.min(stable, openOffsets.first());
    }
    if (ending != null) {
      // Markers have growing offsets, so the synced ones are at the front.
      while (!ending.isEmpty() && ending.getFirst().markerOffset() < highWatermark) {
        ending.removeFirst();
      }
      for (Ended ended : ending) {
        stable = Math.min(stable, ended.firstOffset());
      }
    }
    return stable;
  }

  public boolean isOpen(long producerId) {
    return open.containsKey(producerId);
  }

  /** Where the producer's open transaction begins here; {@link Long#MAX_VALUE} if it has none. */
  public long firstOffset(long producerId) {
    Open transaction = open.get(producerId);
    return transaction == null ? Long.MAX_VALUE : transaction.firstOffset();
  }

  public List<Open> open() {
    List<Open> all = new ArrayList<>(open.values());
    all.sort((a, b) -> Long.compare(a.firstOffset(), b.firstOffset()));
    return all;
  }

  public AbortedIndex aborted() {
    return aborted;
  }

  /** Messages before {@code logStart} are deleted. */
  public void forgetBefore(long logStart) {
    aborted = aborted.from(logStart);
  }

  public int savedBytes() {
    return COUNTS_BYTES + open.size() * OPEN_BYTES + aborted.all().size() * ABORTED_BYTES;
  }

  public void save(ByteBuffer out) {
    out.putInt(open.size());
    for (Open each : open()) {
      out.putLong(each.producerId()).putShort(each.epoch()).putLong(each.firstOffset());
    }
    List<AbortedRange> ranges = aborted.all();
    out.putInt(ranges.size());
    for (AbortedRange range : ranges) {
      out.putLong(range.producerId()).putLong(range.firstOffset()).putLong(range.markerOffset());
    }
  }

  public static PartitionTransactions load(ByteBuffer in) {
    PartitionTransactions transactions = new PartitionTransactions();
    for (int left = in.getInt(); left > 0; left--) {
      transactions.stored(in.getLong(), in.getShort(), in.getLong());
    }
    for (int left = in.getInt(); left > 0; left--) {
      transactions.aborted =
          transactions.aborted.plus(new AbortedRange(in.getLong(), in.getLong(), in.getLong()));
    }
    return transactions;
  }

  private NavigableSet<Long> offsets() {
    NavigableSet<Long> offsets = openOffsets;
    if (offsets == null) {
      offsets = new TreeSet<>();
      openOffsets = offsets;
    }
    return offsets;
  }
}
