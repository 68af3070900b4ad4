package dev.waybill.broker.group;

import dev.waybill.broker.group.classic.ClassicDescription;
import dev.waybill.broker.topic.TopicPartition;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;

/**
 * A group as its operator sees it, at one moment.
 *
 * @param name the group's name
 * @param state what it is doing
 * @param kind the protocol of its members; empty when only positions were ever committed for it
 * @param epoch its epoch: grows with every change of members, subscriptions or partitions, across
 *     restarts too
 * @param assignor the name of the assignor in use, empty while there are no members
 * @param members its members by id
 * @param positions its committed positions
 * @param classic what only groups of the classic protocol have, while they have members. Their
 *     subscriptions and partitions are bytes of the members' own; {@code members} shows those of
 *     consumers.
 */
public record GroupDescription(
    String name,
    GroupState state,
    Optional<GroupKind> kind,
    int epoch,
    Optional<String> assignor,
    List<MemberDescription> members,
    SortedMap<TopicPartition, Position> positions,
    Optional<ClassicDescription> classic) {

  /**
   * One member.
   *
   * @param memberId its id
   * @param instanceId its name across processes, when it is static
   * @param client whose it is
   * @param epoch its epoch
   * @param state how far it is towards {@code target}
   * @param topics what it subscribes to, by name or by {@code pattern}
   * @param pattern the regular expression it subscribes to, if it does
   * @param assigned what it may read now
   * @param revoking what it was asked to give up and has not confirmed
   * @param target what it will have in the end
   */
  public record MemberDescription(
      String memberId,
      Optional<String> instanceId,
      Client client,
      int epoch,
      MemberState state,
      SortedSet<String> topics,
      Optional<String> pattern,
      SortedSet<TopicPartition> assigned,
      SortedSet<TopicPartition> revoking,
      SortedSet<TopicPartition> target) {}
}
