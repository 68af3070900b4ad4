package dev.waybill.broker.group;

import dev.waybill.broker.group.GroupDescription.MemberDescription;
import dev.waybill.broker.group.classic.ClassicDescription;
import dev.waybill.broker.group.classic.ClassicGroup;
import dev.waybill.broker.group.classic.ClassicState;
import dev.waybill.broker.topic.TopicPartition;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/** A group of the classic protocol in the words that both kinds share. */
final class ClassicView {
  private ClassicView() {}

  static GroupState state(ClassicState state) {
    return switch (state) {
      case EMPTY, DEAD -> GroupState.EMPTY;
      case PREPARING_REBALANCE, COMPLETING_REBALANCE -> GroupState.RECONCILING;
      case STABLE -> GroupState.STABLE;
    };
  }

  static GroupDescription of(ClassicGroup group, SortedMap<TopicPartition, Position> positions) {
    ClassicDescription described = group.describe();
    MemberState state =
        described.state() == ClassicState.STABLE ? MemberState.STABLE : MemberState.UNRELEASED;
    List<MemberDescription> members =
        described.members().stream()
            .map(
                member ->
                    new MemberDescription(
                        member.memberId(),
                        member.instanceId(),
                        new Client(member.clientId(), member.clientHost(), Optional.empty()),
                        described.generation(),
                        state,
                        Collections.emptySortedSet(),
                        Optional.empty(),
                        Collections.emptySortedSet(),
                        Collections.emptySortedSet(),
                        Collections.emptySortedSet()))
            .toList();
    return new GroupDescription(
        group.name(),
        state(described.state()),
        described.generation(),
        described.protocol(),
        members,
        positions,
        Optional.of(described));
  }
}
