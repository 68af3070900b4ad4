package dev.waybill.broker.group.classic;

import dev.waybill.broker.group.error.GroupError;
import dev.waybill.broker.group.error.GroupException;

/** Why the classic protocol says no, and what the member does then. */
final class Refusals {
  private Refusals() {}

  static GroupException unknownMember(String group, String memberId) {
    return new GroupException(
        GroupError.UNKNOWN_MEMBER,
        "Group \""
            + group
            + "\" has no member \""
            + memberId
            + "\": it left, or was silent for too long. Nothing was changed for it; drop all"
            + " partitions and join again without an id.");
  }

  static GroupException fencedInstance(
      String group, String instanceId, String present, String found) {
    return new GroupException(
        GroupError.FENCED_INSTANCE_ID,
        "Instance \""
            + instanceId
            + "\" of group \""
            + group
            + "\" is member \""
            + present
            + "\", not \""
            + found
            + "\". Nothing was changed for it; stop this process, or give it an instance id of its"
            + " own.");
  }

  static GroupException illegalGeneration(String group, int expected, int found) {
    return new GroupException(
        GroupError.ILLEGAL_GENERATION,
        "Group \""
            + group
            + "\" is in generation "
            + expected
            + ", found generation "
            + found
            + ". Nothing was changed; join again.");
  }

  static GroupException rebalancing(String group) {
    return new GroupException(
        GroupError.REBALANCE_IN_PROGRESS,
        "Group \""
            + group
            + "\" makes its next generation. Nothing was changed for this request; join again.");
  }

  static GroupException superseded(String group, String memberId) {
    return new GroupException(
        GroupError.REBALANCE_IN_PROGRESS,
        "Member \""
            + memberId
            + "\" of group \""
            + group
            + "\" has asked again since; this request is not answered otherwise.");
  }

  static GroupException sessionTimeout(JoinRequest request, ClassicSettings settings) {
    return new GroupException(
        GroupError.INVALID_SESSION_TIMEOUT,
        "A session timeout in group \""
            + request.group()
            + "\" must be "
            + settings.minSessionTimeout().toMillis()
            + " to "
            + settings.maxSessionTimeout().toMillis()
            + " ms, found "
            + request.sessionTimeout().toMillis()
            + " ms. The member did not join; choose another, or change the broker's limits.");
  }

  static GroupException noCommonProtocol(ClassicGroup group, JoinRequest request) {
    return new GroupException(
        GroupError.INCONSISTENT_PROTOCOL,
        "Group \""
            + group.name()
            + "\" has protocol type "
            + group.protocolType().orElse("none")
            + " and "
            + group.members().size()
            + " members; found type \""
            + request.protocolType()
            + "\" with "
            + request.protocols().stream().map(Protocol::name).toList()
            + ", of which every member must know one. The member did not join; configure the same"
            + " assignor everywhere.");
  }

  static GroupException otherProtocol(SyncRequest request, String what, String expected) {
    return new GroupException(
        GroupError.INCONSISTENT_PROTOCOL,
        "The "
            + what
            + " of group \""
            + request.group()
            + "\" is \""
            + expected
            + "\", member \""
            + request.member().memberId()
            + "\" takes it for "
            + request.protocolType().orElse("?")
            + "/"
            + request.protocol().orElse("?")
            + ". It was given nothing; join again.");
  }

  static GroupException full(ClassicGroup group, int maxMembers) {
    return new GroupException(
        GroupError.GROUP_FULL,
        "Group \""
            + group.name()
            + "\" has its "
            + maxMembers
            + " members, the most maxMembers allows. The member did not join; stop another one or"
            + " raise maxMembers.");
  }

  static GroupException outsider(ClassicGroup group) {
    return new GroupException(
        GroupError.UNKNOWN_MEMBER,
        "Group \""
            + group.name()
            + "\" has "
            + group.members().size()
            + " members, so only they move its positions. No position was moved; stop them first,"
            + " or join.");
  }
}
