package dev.waybill.broker.group;

/** What groups need to know about topics. Read only while a command runs, on the core's thread. */
@FunctionalInterface
public interface PartitionCounts {

  /** The number of partitions of a topic, 0 when no such topic exists. */
  int of(String topic);
}
