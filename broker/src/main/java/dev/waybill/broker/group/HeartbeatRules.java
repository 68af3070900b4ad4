package dev.waybill.broker.group;

import dev.waybill.broker.group.assignor.Assignors;
import dev.waybill.broker.group.error.GroupError;
import dev.waybill.broker.group.error.GroupException;
import java.time.Duration;
import java.util.Optional;

/** Which heartbeats a group accepts. Every refusal says what the member should do. */
final class HeartbeatRules {
  private static final Duration SHORTEST_TIMEOUT = Duration.ofMillis(1);

  private HeartbeatRules() {}

  static void check(HeartbeatRequest request) {
    if (request.memberId().isEmpty()) {
      throw invalid(request, "needs a member id, found an empty one; choose a random UUID.");
    }
    if (request.memberEpoch() < HeartbeatRequest.JOIN_EPOCH) {
      throw invalid(
          request,
          "needs a member epoch of 0 to join or more, found " + request.memberEpoch() + ".");
    }
    MemberTerms terms = request.terms();
    terms.rebalanceTimeout().ifPresent(given -> checkTimeout(request, "rebalance", given));
    terms.sessionTimeout().ifPresent(given -> checkTimeout(request, "session", given));
    terms.assignor().ifPresent(name -> checkAssignor(request, name));
  }

  private static void checkTimeout(HeartbeatRequest request, String which, Duration given) {
    if (given.compareTo(SHORTEST_TIMEOUT) < 0
        || given.compareTo(HeartbeatRequest.LONGEST_TIMEOUT) > 0) {
      throw invalid(
          request,
          "needs a "
              + which
              + " timeout of "
              + SHORTEST_TIMEOUT
              + " to "
              + HeartbeatRequest.LONGEST_TIMEOUT
              + ", found "
              + given
              + ".");
    }
  }

  private static void checkAssignor(HeartbeatRequest request, String name) {
    if (Assignors.named(name).isEmpty()) {
      throw new GroupException(
          GroupError.UNSUPPORTED_ASSIGNOR,
          "Member \""
              + request.memberId()
              + "\" of group \""
              + request.group()
              + "\" prefers assignor \""
              + name
              + "\", this broker has "
              + Assignors.names()
              + ". The member did not join; prefer one of these, or none.");
    }
  }

  static void checkJoin(HeartbeatRequest request) {
    if (request.owned().filter(owned -> !owned.isEmpty()).isPresent()) {
      throw invalid(
          request,
          "joins holding "
              + request.owned().get()
              + ", expected none: they may be another member's. Drop them, then join.");
    }
    if (request.terms().names().isEmpty() && request.terms().pattern().isEmpty()) {
      throw invalid(request, "joins without topics; say what it subscribes to.");
    }
    if (request.terms().rebalanceTimeout().isEmpty()) {
      throw invalid(request, "joins without a rebalance timeout; say how long it may take.");
    }
  }

  static void checkRoom(Group group, int maxMembers) {
    if (group.members().size() >= maxMembers) {
      throw new GroupException(
          GroupError.GROUP_FULL,
          "Group \""
              + group.name()
              + "\" has "
              + group.members().size()
              + " members, the most maxMembers allows. The member did not join; stop another one or raise maxMembers.");
    }
  }

  static void checkReleased(Group group, Member predecessor, HeartbeatRequest request) {
    if (predecessor.state() != MemberState.AWAY) {
      throw new GroupException(
          GroupError.UNRELEASED_INSTANCE_ID,
          "Instance \""
              + predecessor.instanceId().orElse("")
              + "\" of group \""
              + group.name()
              + "\" is still member \""
              + predecessor.id()
              + "\"; member \""
              + request.memberId()
              + "\" did not join. Stop the other process, or wait until its session expires, then join again.");
    }
  }

  static Member known(Group group, HeartbeatRequest request) {
    Member member = known(group, request.memberId(), request.instanceId());
    if (request.instanceId().isPresent() && !request.instanceId().equals(member.instanceId())) {
      throw invalid(
          request,
          "says it is instance "
              + request.instanceId().get()
              + ", it joined as "
              + member.instanceId().orElse("no instance")
              + "; an instance id cannot change. Leave, then join under the new one.");
    }
    return member;
  }

  /** The same as {@link #known}; an operator may name a static member by its instance alone. */
  static Member leaving(Group group, String memberId, Optional<String> instanceId) {
    return memberId.isEmpty()
        ? instanceId
            .flatMap(group::memberOfInstance)
            .orElseThrow(() -> unknown(group, instanceId.orElse("")))
        : known(group, memberId, instanceId);
  }

  static Member known(Group group, String memberId, Optional<String> instanceId) {
    Member member = group.members().get(memberId);
    if (member != null) {
      return member;
    }
    Optional<Member> successor = instanceId.flatMap(group::memberOfInstance);
    if (successor.isPresent()) {
      throw new GroupException(
          GroupError.FENCED_INSTANCE_ID,
          "Instance \""
              + instanceId.orElse("")
              + "\" of group \""
              + group.name()
              + "\" is now member \""
              + successor.get().id()
              + "\", not \""
              + memberId
              + "\". Its partitions are the other's; stop this process, or give it an instance id of its own.");
    }
    throw unknown(group, memberId);
  }

  private static GroupException unknown(Group group, String whom) {
    return new GroupException(
        GroupError.UNKNOWN_MEMBER,
        "Group \""
            + group.name()
            + "\" has no member \""
            + whom
            + "\": it left, expired, or the broker restarted. Its partitions may be others' by now; drop them and"
            + " rejoin with epoch 0.");
  }

  /**
   * Whether the member sends again what was answered already; such a heartbeat confirms nothing.
   *
   * @throws GroupException when its epoch is neither the current one nor that of a lost reply
   */
  static boolean isRepeated(Group group, Member member, HeartbeatRequest request) {
    int epoch = request.memberEpoch();
    if (member.state() != MemberState.AWAY) {
      if (epoch == member.epoch()) {
        return false;
      }
      boolean holdsNoMore =
          request.owned().isPresent()
              && member.assigned().keySet().containsAll(request.owned().get());
      if (epoch == member.previousEpoch() && holdsNoMore) {
        return true;
      }
    }
    throw new GroupException(
        GroupError.FENCED_MEMBER_EPOCH,
        "Member \""
            + member.id()
            + "\" of group \""
            + group.name()
            + "\" has epoch "
            + member.epoch()
            + " and state "
            + member.state()
            + ", found epoch "
            + epoch
            + ". Its partitions may be others' by now; drop them and rejoin with epoch 0.");
  }

  private static GroupException invalid(HeartbeatRequest request, String fault) {
    return new GroupException(
        GroupError.INVALID_REQUEST,
        "A heartbeat of member \""
            + request.memberId()
            + "\" to group \""
            + request.group()
            + "\" "
            + fault);
  }
}
