package dev.waybill.broker.group.classic;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A member of a group of the classic protocol.
 *
 * @param assignment its part of the last settled generation
 * @param isNew whether it has never been answered
 * @param waiting the request of it that has no answer yet
 * @param owesSync whether it was told of the generation and has not asked for its part
 * @param deadlineMillis when its silence becomes death; {@link #NEVER} while the group makes it
 *     wait
 */
record ClassicMember(
    String id,
    Optional<String> instanceId,
    String clientId,
    String clientHost,
    Duration sessionTimeout,
    Duration rebalanceTimeout,
    List<Protocol> protocols,
    Opaque assignment,
    boolean isNew,
    Optional<Waiting> waiting,
    boolean owesSync,
    long deadlineMillis) {
  static final long NEVER = Long.MAX_VALUE;

  /** A request without an answer. */
  record Waiting(Kind kind, long ticket) {
    enum Kind {
      JOIN,
      SYNC
    }
  }

  boolean waitsTo(Waiting.Kind kind) {
    return waiting.filter(request -> request.kind() == kind).isPresent();
  }

  boolean knows(String protocol) {
    return protocols.stream().anyMatch(known -> known.name().equals(protocol));
  }

  Opaque metadataFor(Optional<String> protocol) {
    return protocols.stream()
        .filter(known -> protocol.filter(known.name()::equals).isPresent())
        .map(Protocol::metadata)
        .findFirst()
        .orElse(Opaque.EMPTY);
  }

  /** Asks to join the next generation, on these terms. */
  ClassicMember joining(JoinRequest terms, long ticket, long newMemberDeadline) {
    return new ClassicMember(
        id,
        instanceId,
        clientId,
        clientHost,
        terms.sessionTimeout(),
        terms.rebalanceTimeout(),
        terms.protocols(),
        assignment,
        isNew,
        Optional.of(new Waiting(Waiting.Kind.JOIN, ticket)),
        owesSync,
        // Who was answered once is waited with: the group's own deadline bounds that.
        isNew ? newMemberDeadline : NEVER);
  }

  ClassicMember syncing(long ticket) {
    return with(
        assignment, isNew, Optional.of(new Waiting(Waiting.Kind.SYNC, ticket)), false, NEVER);
  }

  /** Was answered; silence counts from now on. */
  ClassicMember answered(boolean owes, long nowMillis) {
    return with(assignment, false, Optional.empty(), owes, nowMillis + sessionTimeout.toMillis());
  }

  /** Was heard of; changes nothing while the group makes it wait. */
  ClassicMember heard(long nowMillis) {
    return waiting.isPresent()
        ? this
        : with(assignment, isNew, waiting, owesSync, nowMillis + sessionTimeout.toMillis());
  }

  ClassicMember given(Opaque part) {
    return with(part, isNew, waiting, owesSync, deadlineMillis);
  }

  ClassicMember owing() {
    return with(assignment, isNew, waiting, true, deadlineMillis);
  }

  private ClassicMember with(
      Opaque newAssignment,
      boolean stillNew,
      Optional<Waiting> newWaiting,
      boolean owes,
      long newDeadline) {
    return new ClassicMember(
        id,
        instanceId,
        clientId,
        clientHost,
        sessionTimeout,
        rebalanceTimeout,
        protocols,
        newAssignment,
        stillNew,
        newWaiting,
        owes,
        newDeadline);
  }
}
