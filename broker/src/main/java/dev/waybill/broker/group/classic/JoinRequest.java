package dev.waybill.broker.group.classic;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A member wants to be in the next generation.
 *
 * @param group the group's name
 * @param memberId the id it was given, empty when it has none yet
 * @param instanceId the name that survives the process, for static members
 * @param requireKnownMemberId whether a member without an id is only given one now, and joins by
 *     asking again with it; so that a client which never hears the answer leaves no member behind
 *     (JoinGroup 4 and later)
 * @param supportsSkippingAssignment whether a returning static leader can be told that there is
 *     nothing to share out (JoinGroup 9 and later)
 * @param clientId what the client calls itself
 * @param clientHost where it is
 * @param sessionTimeout silence after which it is taken for dead
 * @param rebalanceTimeout how long it may take to join the next generation and to sync; the session
 *     timeout when it is not positive
 * @param protocolType what kind of members these are, {@code consumer} for consumers
 * @param protocols ways to share out that it knows, the preferred one first
 */
public record JoinRequest(
    String group,
    String memberId,
    Optional<String> instanceId,
    boolean requireKnownMemberId,
    boolean supportsSkippingAssignment,
    String clientId,
    String clientHost,
    Duration sessionTimeout,
    Duration rebalanceTimeout,
    String protocolType,
    List<Protocol> protocols) {

  public JoinRequest {
    Objects.requireNonNull(group, "group");
    Objects.requireNonNull(memberId, "memberId");
    Objects.requireNonNull(instanceId, "instanceId");
    Objects.requireNonNull(clientId, "clientId");
    Objects.requireNonNull(clientHost, "clientHost");
    Objects.requireNonNull(sessionTimeout, "sessionTimeout");
    Objects.requireNonNull(protocolType, "protocolType");
    protocols = List.copyOf(protocols);
    if (rebalanceTimeout.toMillis() < 1) {
      rebalanceTimeout = sessionTimeout;
    }
  }

  /** The same request of the same client, under this id. */
  public JoinRequest as(String id) {
    return new JoinRequest(
        group,
        id,
        instanceId,
        requireKnownMemberId,
        supportsSkippingAssignment,
        clientId,
        clientHost,
        sessionTimeout,
        rebalanceTimeout,
        protocolType,
        protocols);
  }
}
