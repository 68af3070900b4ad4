package dev.waybill.server.group;

import dev.waybill.broker.group.GroupDescription;
import dev.waybill.broker.group.GroupState;
import dev.waybill.broker.group.classic.ClassicDescription;
import java.util.Optional;
import org.apache.kafka.common.ClassicGroupState;
import org.apache.kafka.common.GroupType;

/** What kind of group it is and what it does, in the protocol's words. */
final class GroupNames {
  /** What members of the KIP-848 protocol are, and most of the classic one. */
  static final String CONSUMER = "consumer";

  private GroupNames() {}

  /**
   * The protocol its members speak. A group that only ever had positions counts as a classic one,
   * as in Kafka.
   */
  static GroupType type(GroupDescription group) {
    return group.classic().isPresent() || isBare(group) ? GroupType.CLASSIC : GroupType.CONSUMER;
  }

  static String protocolType(GroupDescription group) {
    return group.classic().isPresent()
        ? group.classic().flatMap(ClassicDescription::protocolType).orElse("")
        : isBare(group) ? "" : CONSUMER;
  }

  static String state(GroupDescription group) {
    Optional<ClassicDescription> classic = group.classic();
    if (classic.isPresent()) {
      return switch (classic.get().state()) {
        case EMPTY -> ClassicGroupState.EMPTY.toString();
        case PREPARING_REBALANCE -> ClassicGroupState.PREPARING_REBALANCE.toString();
        case COMPLETING_REBALANCE -> ClassicGroupState.COMPLETING_REBALANCE.toString();
        case STABLE -> ClassicGroupState.STABLE.toString();
        case DEAD -> ClassicGroupState.DEAD.toString();
      };
    }
    return state(group.state());
  }

  private static String state(GroupState state) {
    return switch (state) {
      case EMPTY -> org.apache.kafka.common.GroupState.EMPTY.toString();
      case RECONCILING -> org.apache.kafka.common.GroupState.RECONCILING.toString();
      case STABLE -> org.apache.kafka.common.GroupState.STABLE.toString();
    };
  }

  private static boolean isBare(GroupDescription group) {
    return group.members().isEmpty() && group.epoch() == 0;
  }
}
