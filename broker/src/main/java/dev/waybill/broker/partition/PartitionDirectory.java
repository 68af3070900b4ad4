package dev.waybill.broker.partition;

import java.util.Locale;
import java.util.UUID;

/** Where a partition's files are: {@code topics/<topic>/<partition>.<start of the topic's id>}. */
public final class PartitionDirectory {
  private static final String ROOT = "topics";
  private static final int ID_SHIFT = 32;

  private PartitionDirectory() {}

  /**
   * The id keeps a topic apart from an older one of the same name whose files are not deleted yet.
   */
  public static String of(String topic, UUID topicId, int partition) {
    return of(topic)
        + "/"
        + String.format(
            Locale.ROOT, "%d.%08x", partition, topicId.getMostSignificantBits() >>> ID_SHIFT);
  }

  public static String of(String topic) {
    return ROOT + "/" + topic;
  }
}
