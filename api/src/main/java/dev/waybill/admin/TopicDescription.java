package dev.waybill.admin;

import java.util.List;

/** A topic as the engine knows it. */
public record TopicDescription(
    String name, TopicSettings settings, List<PartitionDescription> partitions) {

  public TopicDescription {
    partitions = List.copyOf(partitions);
  }

  /**
   * One partition's offsets: {@code startOffset ≤ stableOffset ≤ endOffset}.
   *
   * @param startOffset the oldest message kept
   * @param stableOffset readers of committed messages see up to here, exclusive
   * @param endOffset durable messages end here, exclusive
   * @param sizeBytes on disk; −1 where the engine cannot tell
   */
  public record PartitionDescription(
      int partition, long startOffset, long stableOffset, long endOffset, long sizeBytes) {}
}
