package dev.waybill.broker.group;

import dev.waybill.broker.group.GroupDescription.MemberDescription;
import dev.waybill.broker.group.classic.ClassicDescription;
import dev.waybill.broker.group.classic.ClassicGroup;
import dev.waybill.broker.group.classic.ClassicState;
import dev.waybill.broker.group.classic.ConsumerBytes;
import dev.waybill.broker.topic.TopicPartition;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;

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

  static GroupDescription of(
      ClassicGroup group, Optional<GroupKind> kind, SortedMap<TopicPartition, Position> positions) {
    ClassicDescription described = group.describe();
    MemberState state =
        described.state() == ClassicState.STABLE ? MemberState.STABLE : MemberState.UNRELEASED;
    boolean consumers =
        described.protocolType().filter(ConsumerBytes.PROTOCOL_TYPE::equals).isPresent();
    List<MemberDescription> members =
        described.members().stream()
            .map(member -> of(member, described.generation(), state, consumers))
            .toList();
    return new GroupDescription(
        group.name(),
        state(described.state()),
        kind,
        described.generation(),
        described.protocol(),
        members,
        positions,
        Optional.of(described));
  }

  private static MemberDescription of(
      ClassicDescription.MemberDescription member,
      int generation,
      MemberState state,
      boolean isConsumer) {
    SortedSet<String> topics =
        Optional.of(member.metadata())
            .filter(metadata -> isConsumer)
            .flatMap(ConsumerBytes::topics)
            .orElse(Collections.emptySortedSet());
    SortedSet<TopicPartition> assigned =
        Optional.of(member.assignment())
            .filter(assignment -> isConsumer)
            .flatMap(ConsumerBytes::partitions)
            .orElse(Collections.emptySortedSet());
    return new MemberDescription(
        member.memberId(),
        member.instanceId(),
        new Client(member.clientId(), member.clientHost(), Optional.empty()),
        generation,
        state,
        topics,
        Optional.empty(),
        assigned,
        Collections.emptySortedSet(),
        assigned);
  }
}
