package dev.waybill.broker.partition;

import java.util.HexFormat;
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
    int start = (int) (topicId.getMostSignificantBits() >>> ID_SHIFT);
    return of(topic) + "/" + partition + "." + HexFormat.of().toHexDigits(start);
  }

  public static String of(String topic) {
    return ROOT + "/" + topic;
  }
}
