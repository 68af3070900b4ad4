package dev.waybill.server.group;

import dev.waybill.broker.group.HeartbeatRequest;
import org.apache.kafka.common.message.ConsumerGroupHeartbeatRequestData;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.ConsumerGroupHeartbeatRequest;
import org.jspecify.annotations.Nullable;

/** Which fields a heartbeat of KIP-848 has to have, by what it is for. */
final class HeartbeatShape {
  private static final int FIRST_VERSION_WITH_OWN_ID = 1;

  private HeartbeatShape() {}

  /**
   * Lets pass what the broker can be asked.
   *
   * @throws org.apache.kafka.common.errors.InvalidRequestException for anything else
   */
  static void check(ConsumerGroupHeartbeatRequestData asked, short version) {
    int epoch = asked.memberEpoch();
    boolean joins = epoch == HeartbeatRequest.JOIN_EPOCH;
    require(
        epoch >= ConsumerGroupHeartbeatRequest.LEAVE_GROUP_STATIC_MEMBER_EPOCH,
        "a member epoch from -2, found " + epoch);
    require(
        !asked.memberId().isBlank() || (joins && version < FIRST_VERSION_WITH_OWN_ID),
        "a member id, found none");
    requireText(asked.instanceId(), "instance id");
    requireText(asked.rackId(), "rack id");
    if (joins) {
      require(
          asked.rebalanceTimeoutMs() > 0,
          "a joining member's rebalance timeout, found " + asked.rebalanceTimeoutMs() + " ms");
      require(
          asked.topicPartitions() != null && asked.topicPartitions().isEmpty(),
          "a joining member to say that it holds nothing, found " + asked.topicPartitions());
      boolean byName = asked.subscribedTopicNames() != null;
      String regex = asked.subscribedTopicRegex();
      require(
          byName || (regex != null && !regex.isEmpty()),
          "a joining member to subscribe to something, found neither names nor an expression");
    } else if (epoch == ConsumerGroupHeartbeatRequest.LEAVE_GROUP_STATIC_MEMBER_EPOCH) {
      require(asked.instanceId() != null, "an instance id of one who will be back, found none");
    }
  }

  private static void requireText(@Nullable String text, String name) {
    require(text == null || !text.isBlank(), "no " + name + " or one with letters, found \"\"");
  }

  private static void require(boolean holds, String expected) {
    if (!holds) {
      throw Errors.INVALID_REQUEST.exception(
          "A heartbeat needs " + expected + ". It was not heeded.");
    }
  }
}
