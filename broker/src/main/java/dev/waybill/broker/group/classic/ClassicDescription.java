package dev.waybill.broker.group.classic;

import java.util.List;
import java.util.Optional;

/**
 * A group of the classic protocol as its operator sees it, at one moment.
 *
 * @param state what it is doing
 * @param generation its present generation
 * @param protocolType what kind of members these are, empty while there were none
 * @param protocol the chosen protocol, empty until a generation began
 * @param leaderId who shares out, empty while there are no members
 */
public record ClassicDescription(
    ClassicState state,
    int generation,
    Optional<String> protocolType,
    Optional<String> protocol,
    Optional<String> leaderId,
    List<MemberDescription> members) {
  public ClassicDescription {
    members = List.copyOf(members);
  }

  /**
   * A member.
   *
   * @param metadata what it said for the chosen protocol, empty while none is chosen
   * @param assignment its part of the last generation that was settled, empty before
   */
  public record MemberDescription(
      String memberId,
      Optional<String> instanceId,
      String clientId,
      String clientHost,
      Opaque metadata,
      Opaque assignment) {}
}
