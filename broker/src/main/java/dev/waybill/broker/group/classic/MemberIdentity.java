package dev.waybill.broker.group.classic;

import java.util.Objects;
import java.util.Optional;

/**
 * Who a member says it is.
 *
 * @param memberId the id it was given
 * @param instanceId the name that survives the process, for static members
 * @param generation the generation it believes to be in
 */
public record MemberIdentity(String memberId, Optional<String> instanceId, int generation) {
  public MemberIdentity {
    Objects.requireNonNull(memberId, "memberId");
    Objects.requireNonNull(instanceId, "instanceId");
  }
}
