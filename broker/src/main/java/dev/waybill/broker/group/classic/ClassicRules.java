package dev.waybill.broker.group.classic;

import dev.waybill.broker.group.classic.ClassicMember.Waiting;
import dev.waybill.broker.group.error.GroupException;
import java.util.Optional;

/** Which requests a group of the classic protocol accepts. */
final class ClassicRules {
  private ClassicRules() {}

  /**
   * The member that this id, and this instance if it is one, belong to.
   *
   * @throws GroupException unknown, or fenced by a newer process of the same instance
   */
  static ClassicMember known(ClassicGroup group, String memberId, Optional<String> instanceId) {
    ClassicMember member = group.members().get(memberId);
    if (instanceId.isPresent()) {
      String instance = instanceId.get();
      ClassicMember present =
          group
              .memberOfInstance(instance)
              .orElseThrow(() -> Refusals.unknownMember(group.name(), memberId));
      if (!present.id().equals(memberId)) {
        throw Refusals.fencedInstance(group.name(), instance, present.id(), memberId);
      }
      return present;
    }
    if (member == null) {
      throw Refusals.unknownMember(group.name(), memberId);
    }
    return member;
  }

  /** The member, if it is of the present generation. */
  static ClassicMember current(ClassicGroup group, MemberIdentity who) {
    ClassicMember member = known(group, who.memberId(), who.instanceId());
    if (who.generation() != group.generation()) {
      throw Refusals.illegalGeneration(group.name(), group.generation(), who.generation());
    }
    return member;
  }

  static void checkJoin(
      ClassicGroup group, JoinRequest request, ClassicSettings settings, int maxMembers) {
    if (request.sessionTimeout().compareTo(settings.minSessionTimeout()) < 0
        || request.sessionTimeout().compareTo(settings.maxSessionTimeout()) > 0) {
      throw Refusals.sessionTimeout(request, settings);
    }
    checkRoom(group, request, maxMembers);
    if (!sharesProtocol(group, request)) {
      throw Refusals.noCommonProtocol(group, request);
    }
  }

  static void checkSync(ClassicGroup group, SyncRequest request) {
    String type = group.protocolType().orElse("");
    String protocol = group.protocol().orElse("");
    if (request.protocolType().filter(said -> !said.equals(type)).isPresent()) {
      throw Refusals.otherProtocol(request, "protocol type", type);
    }
    if (request.protocol().filter(said -> !said.equals(protocol)).isPresent()) {
      throw Refusals.otherProtocol(request, "protocol", protocol);
    }
  }

  /**
   * Whether positions may be moved, in the words of Kafka's classic protocol: by members of the
   * present generation, and by anybody while there are none. A transaction may be told of positions
   * without saying for whom, because old clients cannot; the producer's epoch fences those.
   */
  static void checkCommit(ClassicGroup group, MemberIdentity who, boolean transactional) {
    boolean saysWho =
        who.generation() >= 0 || !who.memberId().isEmpty() || who.instanceId().isPresent();
    if (saysWho) {
      current(group, who);
    } else if (!transactional) {
      throw Refusals.outsider(group);
    }
    if (!transactional && group.state() == ClassicState.COMPLETING_REBALANCE) {
      throw Refusals.rebalancing(group.name());
    }
  }

  private static void checkRoom(ClassicGroup group, JoinRequest request, int maxMembers) {
    Optional<ClassicMember> present =
        Optional.ofNullable(group.members().get(request.memberId()))
            .or(() -> request.instanceId().flatMap(group::memberOfInstance));
    // While the next generation is made, seats belong to those who asked for one.
    boolean preparing = group.state() == ClassicState.PREPARING_REBALANCE;
    boolean hasSeat =
        present.filter(member -> !preparing || member.waitsTo(Waiting.Kind.JOIN)).isPresent();
    long taken =
        preparing
            ? group.members().values().stream()
                .filter(member -> member.waitsTo(Waiting.Kind.JOIN))
                .count()
            : group.members().size();
    // Ids cost a stranger nothing to ask for: no more are promised than there are seats.
    boolean asksForId = request.memberId().isEmpty() && request.instanceId().isEmpty();
    boolean allPromised = asksForId && group.promised().size() >= maxMembers;
    if (allPromised || (!hasSeat && taken >= maxMembers)) {
      throw Refusals.full(group, maxMembers);
    }
  }

  private static boolean sharesProtocol(ClassicGroup group, JoinRequest request) {
    if (!group.hasMembers()) {
      return !request.protocolType().isEmpty() && !request.protocols().isEmpty();
    }
    return group.protocolType().filter(request.protocolType()::equals).isPresent()
        && request.protocols().stream()
            .anyMatch(
                wanted ->
                    group.members().values().stream()
                        .allMatch(member -> member.knows(wanted.name())));
  }
}
