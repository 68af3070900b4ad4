package dev.waybill.verifier.crash;

import dev.waybill.broker.core.BrokerSettings;
import dev.waybill.broker.core.Core;
import dev.waybill.broker.core.Directory;
import dev.waybill.broker.error.BrokerException;
import dev.waybill.broker.group.Committer;
import dev.waybill.broker.group.FetchedPosition;
import dev.waybill.broker.group.GroupSummary;
import dev.waybill.broker.partition.AbortedRange;
import dev.waybill.broker.partition.Isolation;
import dev.waybill.broker.partition.PartitionView;
import dev.waybill.broker.partition.ReadResult;
import dev.waybill.broker.topic.TopicDescription;
import dev.waybill.broker.topic.TopicPartition;
import dev.waybill.log.record.RecordBatch;
import dev.waybill.log.record.RecordBatches;
import dev.waybill.log.storage.Storage;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletionException;

/** Reads all that a broker shows to a committed reader. */
final class BrokerContents {
  private static final int READ_BYTES = 1 << 16;

  private BrokerContents() {}

  /** Opens a broker on a disk, lets it finish what the last one left, and reads everything. */
  static Contents recover(Storage disk, BrokerSettings settings) throws IOException {
    CrashableBroker broker = CrashableBroker.open(disk, settings);
    try {
      broker.settle();
      return read(broker);
    } catch (BrokerException | CompletionException e) {
      throw new IOException("the recovered broker answered with an error", e);
    } finally {
      broker.abandon();
    }
  }

  private static Contents read(CrashableBroker broker) throws IOException {
    TreeMap<String, SortedMap<Long, String>> places = new TreeMap<>();
    Core core = broker.core();
    for (TopicDescription topic : core.directory().topics()) {
      Directory.Entry entry = core.directory().find(topic.name());
      List<PartitionView> partitions = entry == null ? List.of() : entry.partitions();
      for (PartitionView view : partitions) {
        places.put(place(view.topicPartition()), read(view));
      }
    }
    return new Contents(places, positions(broker));
  }

  static String place(TopicPartition partition) {
    return partition.topic() + "/" + partition.partition();
  }

  static String position(String group, TopicPartition partition) {
    return group + " in " + place(partition);
  }

  private static SortedMap<Long, String> read(PartitionView view) throws IOException {
    TreeMap<Long, String> values = new TreeMap<>();
    long from = view.offsets().logStart();
    while (true) {
      ReadResult result = view.read(from, Isolation.READ_COMMITTED, READ_BYTES);
      if (result.isEmpty()) {
        break;
      }
      for (RecordBatch batch : RecordBatches.in(result.batches())) {
        if (!batch.isControl() && !isAborted(batch, result.aborted())) {
          LogContents.take(batch, from, values);
        }
      }
      from = result.nextOffset();
    }
    if (from != view.offsets().highWatermark()) {
      // Neither a message nor a refusal: a consumer would wait for ever.
      throw new IllegalStateException(
          view.topicPartition()
              + ": expected everything up to the high watermark, found nothing more at "
              + from
              + " of "
              + view.offsets());
    }
    return values;
  }

  private static boolean isAborted(RecordBatch batch, List<AbortedRange> aborted) {
    return batch.isTransactional()
        && aborted.stream()
            .anyMatch(
                range ->
                    range.producerId() == batch.producerId()
                        && batch.baseOffset() >= range.firstOffset()
                        && batch.baseOffset() <= range.markerOffset());
  }

  private static SortedMap<String, Long> positions(CrashableBroker broker) {
    TreeMap<String, Long> positions = new TreeMap<>();
    SortedMap<String, GroupSummary> groups =
        broker
            .<SortedMap<String, GroupSummary>>ask((core, future) -> core.listGroups(future))
            .join();
    for (String group : groups.keySet()) {
      Map<TopicPartition, FetchedPosition> fetched =
          broker
              .<Map<TopicPartition, FetchedPosition>>ask(
                  (core, future) -> core.fetchPositions(group, Committer.OUTSIDE, null, future))
              .join();
      fetched.forEach(
          (partition, position) ->
              position
                  .committed()
                  .ifPresent(found -> positions.put(position(group, partition), found.offset())));
    }
    return positions;
  }
}
