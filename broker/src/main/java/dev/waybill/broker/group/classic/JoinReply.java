package dev.waybill.broker.group.classic;

import java.util.List;
import java.util.Optional;

/** What a member that asked to join is told. */
public sealed interface JoinReply {
  /** The member's id. */
  String memberId();

  /** It is no member yet: it asks again under this id within its session timeout. */
  record MemberIdRequired(String memberId) implements JoinReply {}

  /**
   * It is a member of a generation.
   *
   * @param memberId its id
   * @param generation to be sent with everything from now on
   * @param protocolType what kind of members these are
   * @param protocol the way to share out that all members know and most prefer
   * @param leaderId the member that shares out
   * @param skipAssignment whether the leader has nothing to share out: the assignment stands
   * @param members all members for the leader, none for others
   */
  record Joined(
      String memberId,
      int generation,
      String protocolType,
      String protocol,
      String leaderId,
      boolean skipAssignment,
      List<Peer> members)
      implements JoinReply {
    public Joined {
      members = List.copyOf(members);
    }
  }

  /**
   * A member as its leader sees it.
   *
   * @param metadata what it said for the chosen protocol
   */
  record Peer(String memberId, Optional<String> instanceId, Opaque metadata) {}
}
