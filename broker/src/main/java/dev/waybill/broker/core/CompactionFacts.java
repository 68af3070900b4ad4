package dev.waybill.broker.core;

import dev.waybill.broker.partition.AbortedIndex;
import dev.waybill.broker.partition.AbortedRange;
import dev.waybill.log.compaction.PartitionFacts;
import dev.waybill.log.record.RecordBatch;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a compaction must know of a partition, as of one moment. It stays true: later batches lie
 * behind the limit, and what is remembered of earlier ones only gets less.
 */
final class CompactionFacts implements PartitionFacts {
  private final long limitOffset;
  private final AbortedIndex aborted;
  private final long[] rememberedOffsets;
  private final Map<Long, Short> rememberedMarkers;

  /** By producer, first offset to marker; built by the one thread that asks. */
  private @Nullable Map<Long, NavigableMap<Long, Long>> abortedByProducer;

  CompactionFacts(Partition partition) {
    this.limitOffset = partition.retentionLimit();
    this.aborted = partition.state().transactions().aborted();
    this.rememberedOffsets = partition.state().producers().rememberedOffsets();
    this.rememberedMarkers = partition.state().producers().epochsWithoutBatches();
    Arrays.sort(rememberedOffsets);
  }

  @Override
  public long limitOffset() {
    return limitOffset;
  }

  @Override
  public boolean isAborted(RecordBatch batch) {
    NavigableMap<Long, Long> ranges = abortedByProducer().get(batch.producerId());
    Map.Entry<Long, Long> range = ranges == null ? null : ranges.floorEntry(batch.baseOffset());
    return range != null && batch.baseOffset() < range.getValue();
  }

  private Map<Long, NavigableMap<Long, Long>> abortedByProducer() {
    Map<Long, NavigableMap<Long, Long>> byProducer = abortedByProducer;
    if (byProducer == null) {
      byProducer = new HashMap<>();
      for (AbortedRange range : aborted.all()) {
        byProducer
            .computeIfAbsent(range.producerId(), id -> new TreeMap<>())
            .put(range.firstOffset(), range.markerOffset());
      }
      abortedByProducer = byProducer;
    }
    return byProducer;
  }

  @Override
  public boolean isRemembered(RecordBatch batch) {
    if (batch.isControl()) {
      // Where a producer has no batch of its epoch yet, only the marker tells the epoch.
      Short epoch = rememberedMarkers.get(batch.producerId());
      return epoch != null && epoch == batch.producerEpoch();
    }
    return Arrays.binarySearch(rememberedOffsets, batch.baseOffset()) >= 0;
  }
}
