package dev.waybill.embedded.publish;

import java.util.Arrays;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The queues of one topic by partition number, made when first asked for. Thread-safe; looking up
 * costs two reads, since every publish does it.
 */
final class TopicQueues {
  final String name;

  /** Replaced, never changed, so that reading it needs no lock. */
  private volatile @Nullable PartitionQueue[] byNumber = new PartitionQueue[0];

  TopicQueues(String name) {
    this.name = name;
  }

  @Nullable PartitionQueue find(int partition) {
    @Nullable PartitionQueue[] known = byNumber;
    return partition < known.length ? known[partition] : null;
  }

  /** The queue of that partition; {@code made} makes it if there is none, or throws. */
  synchronized PartitionQueue get(int partition, Supplier<PartitionQueue> made) {
    PartitionQueue known = find(partition);
    if (known == null) {
      known = made.get();
      @Nullable PartitionQueue[] more =
          Arrays.copyOf(byNumber, Math.max(byNumber.length, partition + 1));
      more[partition] = known;
      byNumber = more;
    }
    return known;
  }
}
