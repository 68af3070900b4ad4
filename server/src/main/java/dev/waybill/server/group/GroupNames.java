package dev.waybill.server.group;

import dev.waybill.broker.group.GroupDescription;
import dev.waybill.broker.group.GroupKind;
import dev.waybill.broker.group.GroupState;
import dev.waybill.broker.group.classic.ClassicDescription;
import dev.waybill.broker.group.classic.ClassicState;
import java.util.Optional;
import org.apache.kafka.common.ClassicGroupState;
import org.apache.kafka.common.GroupType;

/** What kind of group it is and what it does, in the protocol's words. */
final class GroupNames {
  private GroupNames() {}

  /** A group that only ever had positions counts as a classic one, as in Kafka. */
  static GroupType type(Optional<GroupKind> kind) {
    return kind.filter(each -> each.protocol() == GroupKind.Protocol.CONSUMER).isPresent()
        ? GroupType.CONSUMER
        : GroupType.CLASSIC;
  }

  static String protocolType(Optional<GroupKind> kind) {
    return kind.map(GroupKind::protocolType).orElse("");
  }

  static String state(GroupDescription group) {
    return state(group.state(), group.classic().map(ClassicDescription::state));
  }

  /** The classic protocol has words of its own, which are more exact. */
  static String state(GroupState state, Optional<ClassicState> classic) {
    return classic.map(GroupNames::name).orElseGet(() -> name(state));
  }

  private static String name(ClassicState state) {
    return switch (state) {
      case EMPTY -> ClassicGroupState.EMPTY.toString();
      case PREPARING_REBALANCE -> ClassicGroupState.PREPARING_REBALANCE.toString();
      case COMPLETING_REBALANCE -> ClassicGroupState.COMPLETING_REBALANCE.toString();
      case STABLE -> ClassicGroupState.STABLE.toString();
      case DEAD -> ClassicGroupState.DEAD.toString();
    };
  }

  private static String name(GroupState state) {
    return switch (state) {
      case EMPTY -> org.apache.kafka.common.GroupState.EMPTY.toString();
      case RECONCILING -> org.apache.kafka.common.GroupState.RECONCILING.toString();
      case STABLE -> org.apache.kafka.common.GroupState.STABLE.toString();
    };
  }
}
