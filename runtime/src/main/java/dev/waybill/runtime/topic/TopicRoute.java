package dev.waybill.runtime.topic;

import dev.waybill.message.TopicPartition;

/** A topic's partitions and the choice among them. Thread-safe. */
public final class TopicRoute {

  /** Keyless messages change partition only so often: neighbours share a batch. */
  private static final int KEYLESS_RUN_BITS = 8;

  private final String topic;
  private final TopicPartition[] partitions;

  // Racy on purpose: a lost increment makes a run longer by one message, an atomic costs every one.
  private int keyless;

  TopicRoute(String topic, int partitions) {
    this.topic = topic;
    this.partitions = new TopicPartition[partitions];
    for (int i = 0; i < partitions; i++) {
      this.partitions[i] = new TopicPartition(topic, i);
    }
  }

  public String topic() {
    return topic;
  }

  public int partitionCount() {
    return partitions.length;
  }

  /** The partition of that number; the same object every time. */
  public TopicPartition partition(int number) {
    return partitions[number];
  }

  /** The partition of a key: Kafka's choice, so that every engine and client agrees. */
  public TopicPartition partitionOf(byte[] key) {
    return partitions.length == 1
        ? partitions[0]
        : partitions[(Murmur2.hash(key) & Integer.MAX_VALUE) % partitions.length];
  }

  /** A partition for a message without key: each takes a run of messages in its turn. */
  public TopicPartition keylessPartition() {
    if (partitions.length == 1) {
      return partitions[0];
    }
    int turn = keyless++ >>> KEYLESS_RUN_BITS;
    return partitions[turn % partitions.length];
  }
}
