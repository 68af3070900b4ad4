package dev.waybill.kafka.settings;

import java.util.Locale;

/** How members of a group find their partitions. */
public enum GroupProtocol {
  /** KIP-848: the cluster assigns, and moves one partition at a time. Kafka 4.0 and later. */
  CONSUMER,
  /**
   * A member assigns, for all. Every cluster knows it; partitions are handed over cooperatively.
   */
  CLASSIC;

  /** As Kafka's clients call it. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
