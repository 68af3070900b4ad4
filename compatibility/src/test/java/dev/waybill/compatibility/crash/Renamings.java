package dev.waybill.compatibility.crash;

import dev.waybill.compatibility.crash.Message.Spot;
import dev.waybill.log.dump.DumpedBatch;
import dev.waybill.log.dump.DumpedSegment;
import dev.waybill.log.dump.SegmentDump;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.kafka.common.TopicPartition;

/**
 * Tells a message that the server took twice from one that its client sent twice, by the batches'
 * headers on the disk.
 *
 * <p>A producer that gives a batch up after {@code delivery.timeout.ms}, and hears that the next
 * one is out of order, counts its epoch up and sends what is under way once more under the new one
 * (KAFKA-14034). If a slow server had the first copies in its buffers still, they are there twice,
 * and no server can know: producer, epoch and sequence are what makes a batch the same.
 */
final class Renamings {
  private final Map<TopicPartition, TreeMap<Long, DumpedBatch>> batches = new HashMap<>();

  private Renamings() {}

  /** Of a topic of the server that has its data there. */
  static Renamings of(Path data, String topic) throws IOException {
    Renamings renamings = new Renamings();
    List<Path> directories;
    try (Stream<Path> partitions = Files.list(data.resolve("topics").resolve(topic))) {
      directories = partitions.toList();
    }
    for (Path each : directories) {
      // The number, a dot, and the beginning of the topic's id.
      int partition = Integer.parseInt(each.getFileName().toString().split("\\.", 2)[0]);
      renamings.read(each, new TopicPartition(topic, partition));
    }
    return renamings;
  }

  private void read(Path directory, TopicPartition partition) throws IOException {
    TreeMap<Long, DumpedBatch> found = new TreeMap<>();
    batches.put(partition, found);
    SegmentDump.walk(
        directory,
        new SegmentDump.Visitor() {
          @Override
          public void batch(DumpedBatch batch) {
            found.put(batch.baseOffset(), batch);
          }

          @Override
          public void segment(DumpedSegment segment) {}
        });
  }

  /** Whether one producer sent both, the second in a later epoch. */
  boolean isRenamed(Spot first, Spot second) {
    DumpedBatch before = batch(first);
    DumpedBatch after = batch(second);
    return before.producerId() == after.producerId()
        && before.producerEpoch() < after.producerEpoch();
  }

  private DumpedBatch batch(Spot spot) {
    return batches.get(spot.partition()).floorEntry(spot.offset()).getValue();
  }
}
