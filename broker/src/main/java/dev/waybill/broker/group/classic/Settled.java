package dev.waybill.broker.group.classic;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A generation whose assignment stands: what survives a restart, so that members go on as if
 * nothing had happened.
 *
 * @param generation its number
 * @param leaderId who shared out
 */
public record Settled(
    int generation,
    String protocolType,
    String protocol,
    String leaderId,
    List<SettledMember> members) {
  public Settled {
    members = List.copyOf(members);
  }

  /** A member of it, with its part. */
  public record SettledMember(
      String memberId,
      Optional<String> instanceId,
      String clientId,
      String clientHost,
      Duration sessionTimeout,
      Duration rebalanceTimeout,
      List<Protocol> protocols,
      Opaque assignment) {
    public SettledMember {
      protocols = List.copyOf(protocols);
    }
  }
}
