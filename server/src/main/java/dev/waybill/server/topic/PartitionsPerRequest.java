package dev.waybill.server.topic;

import org.apache.kafka.common.protocol.Errors;

/** How many partitions one request may bring into being: each is files, and memory for good. */
final class PartitionsPerRequest {
  /** Kafka's own limit since it runs without ZooKeeper. */
  static final int MAX_PER_REQUEST = 10_000;

  private PartitionsPerRequest() {}

  /** Refuses a request for more, with the error that Kafka has for it. */
  static void requireFew(long partitions) {
    if (partitions > MAX_PER_REQUEST) {
      throw Errors.POLICY_VIOLATION.exception(
          "Expected at most "
              + MAX_PER_REQUEST
              + " new partitions in a request, found "
              + partitions
              + ". Nothing was made; ask in several requests.");
    }
  }
}
