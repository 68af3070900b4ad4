package dev.waybill.broker.group.classic;

import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * A member asks for its part; the leader brings everybody's.
 *
 * @param group the group's name
 * @param member who asks
 * @param protocolType what it takes the group for, when it says so
 * @param protocol what it takes for the chosen protocol, when it says so
 * @param assignments parts by member id, from the leader; ignored from others
 */
public record SyncRequest(
    String group,
    MemberIdentity member,
    Optional<String> protocolType,
    Optional<String> protocol,
    Map<String, Opaque> assignments) {
  public SyncRequest {
    Objects.requireNonNull(group, "group");
    Objects.requireNonNull(member, "member");
    Objects.requireNonNull(protocolType, "protocolType");
    Objects.requireNonNull(protocol, "protocol");
    assignments = Map.copyOf(assignments);
  }
}
