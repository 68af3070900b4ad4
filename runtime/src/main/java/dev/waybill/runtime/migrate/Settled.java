package dev.waybill.runtime.migrate;

import dev.waybill.admin.TopicDescription.PartitionDescription;
import dev.waybill.admin.Topics;
import dev.waybill.error.RejectedException;
import dev.waybill.error.RetriableException;
import dev.waybill.runtime.timing.Timing;
import java.time.Duration;
import java.util.List;

/** Waits until no transaction is open in a topic of the target, so that all of it can be read. */
final class Settled {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(20);

  private final Topics topics;
  private final Timing timing;

  Settled(Topics topics, Timing timing) {
    this.topics = topics;
    this.timing = timing;
  }

  /**
   * The partitions with {@code stableOffset == endOffset}.
   *
   * @throws RetriableException somebody's transaction stays open
   */
  List<PartitionDescription> partitions(String topic) {
    long began = timing.nanoTime();
    while (true) {
      List<PartitionDescription> partitions = describe(topic);
      List<Integer> open =
          partitions.stream()
              .filter(each -> each.stableOffset() < each.endOffset())
              .map(PartitionDescription::partition)
              .toList();
      if (open.isEmpty()) {
        return partitions;
      }
      if (timing.nanoTime() - began > PATIENCE.toNanos()) {
        throw new RetriableException(
            "reading the target's topic "
                + topic
                + ": expected no open transaction, found one of somebody else in partitions "
                + open
                + " for "
                + PATIENCE.toSeconds()
                + " s; messages behind it cannot be seen, and what was moved so far stays. Stop"
                + " whoever publishes to the target, and run the migration again");
      }
      pause();
    }
  }

  /** As the target has them now. */
  List<PartitionDescription> describe(String topic) {
    return topics
        .describe(topic)
        .orElseThrow(
            () ->
                new RejectedException(
                    "reading the target's topic "
                        + topic
                        + ": expected it to exist, found that somebody deleted it during the"
                        + " migration. Run the migration again: it begins anew there"))
        .partitions();
  }

  private void pause() {
    try {
      boolean unused = timing.await(new Object(), () -> false, BETWEEN_LOOKS.toNanos());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RetriableException(
          "the migration was interrupted; what was moved so far is whole and stays. Run it again:"
              + " it goes on",
          e);
    }
  }
}
