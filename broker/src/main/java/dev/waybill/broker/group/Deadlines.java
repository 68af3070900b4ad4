package dev.waybill.broker.group;

import dev.waybill.broker.group.Changes.MemberRef;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * When silence becomes death: per member the end of its session, and while it has partitions to
 * give up the end of its patience. All on the monotonic clock. The first of the two expels it.
 */
final class Deadlines {
  private enum Kind {
    SESSION,
    REVOCATION
  }

  private record Key(MemberRef member, Kind kind) {}

  private record Deadline(long atMillis, Key key) {
    /** Total, so that who is expelled first does not depend on hashing. */
    static final Comparator<Deadline> ORDER =
        Comparator.comparingLong(Deadline::atMillis)
            .thenComparing(deadline -> deadline.key().member())
            .thenComparing(deadline -> deadline.key().kind());
  }

  private final Duration sessionTimeout;
  private final Duration retentionCheckInterval;
  private final Map<Key, Deadline> byKey = new HashMap<>();
  private final TreeSet<Deadline> inOrder = new TreeSet<>(Deadline.ORDER);
  private long nextRetentionCheckMillis = Long.MIN_VALUE;

  Deadlines(GroupSettings settings) {
    this.sessionTimeout = settings.sessionTimeout();
    this.retentionCheckInterval = settings.retentionCheckInterval();
  }

  /** A member heartbeated, and went from {@code before} to {@code after}. */
  void heard(String group, @Nullable Member before, Member after, Now now) {
    MemberRef member = new MemberRef(group, after.id());
    set(new Key(member, Kind.SESSION), now.monotonicMillis() + session(after).toMillis());
    Key revocation = new Key(member, Kind.REVOCATION);
    if (after.revoking().isEmpty()) {
      clear(revocation);
    } else if (before == null
        || !before.revoking().keySet().containsAll(after.revoking().keySet())) {
      set(revocation, now.monotonicMillis() + after.profile().rebalanceTimeout().toMillis());
    }
  }

  /** A static member's process left; the next one has a session timeout to come. */
  void awaitReturn(String group, Member left, Now now) {
    MemberRef member = new MemberRef(group, left.id());
    set(new Key(member, Kind.SESSION), now.monotonicMillis() + session(left).toMillis());
    clear(new Key(member, Kind.REVOCATION));
  }

  void forget(String group, String memberId) {
    MemberRef member = new MemberRef(group, memberId);
    for (Kind kind : Kind.values()) {
      clear(new Key(member, kind));
    }
  }

  /** Silence after which the member is taken for dead. */
  Duration session(Member member) {
    return member.profile().sessionTimeout().orElse(sessionTimeout);
  }

  /** The members whose time is over, in order; their deadlines are gone. */
  Set<MemberRef> takeDue(Now now) {
    Set<MemberRef> due = new LinkedHashSet<>();
    while (!inOrder.isEmpty() && inOrder.first().atMillis() <= now.monotonicMillis()) {
      MemberRef member = inOrder.first().key().member();
      forget(member.group(), member.memberId());
      due.add(member);
    }
    return due;
  }

  /** Whether it is time to look at retention; if so, the next time is an interval away. */
  boolean takeRetentionCheck(Now now) {
    if (now.monotonicMillis() < nextRetentionCheckMillis) {
      return false;
    }
    nextRetentionCheckMillis = now.monotonicMillis() + retentionCheckInterval.toMillis();
    return true;
  }

  OptionalLong next(boolean anyGroups) {
    OptionalLong member =
        inOrder.isEmpty() ? OptionalLong.empty() : OptionalLong.of(inOrder.first().atMillis());
    if (!anyGroups) {
      return member;
    }
    return OptionalLong.of(Math.min(nextRetentionCheckMillis, member.orElse(Long.MAX_VALUE)));
  }

  private void set(Key key, long atMillis) {
    clear(key);
    Deadline deadline = new Deadline(atMillis, key);
    byKey.put(key, deadline);
    inOrder.add(deadline);
  }

  private void clear(Key key) {
    Deadline old = byKey.remove(key);
    if (old != null) {
      inOrder.remove(old);
    }
  }
}
