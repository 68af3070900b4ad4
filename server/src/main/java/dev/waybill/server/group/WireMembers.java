package dev.waybill.server.group;

import com.google.re2j.Pattern;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What the wire knows of members of the KIP-848 protocol and the broker need not: who they are, and
 * what they said last of things that a heartbeat leaves out when they have not changed.
 *
 * <p>In memory only: after a restart members are unknown and join again, saying everything. Entries
 * go when members leave, and with their silence. Thread-safe.
 */
public final class WireMembers {
  /**
   * A member.
   *
   * @param names topics it named
   * @param regex topics it described
   * @param rebalanceTimeout what it said when it joined
   */
  record WireMember(
      String clientId,
      String clientHost,
      Optional<String> rack,
      SortedSet<String> names,
      Optional<Pattern> regex,
      Duration rebalanceTimeout,
      long lastSeenNanos) {}

  private record Key(String group, String memberId) {}

  private static final long FORGET_NANOS = Duration.ofHours(1).toNanos();

  private final Map<Key, WireMember> members = new ConcurrentHashMap<>();

  @Nullable WireMember find(String group, String memberId) {
    return members.get(new Key(group, memberId));
  }

  void put(String group, String memberId, WireMember member) {
    if (members.put(new Key(group, memberId), member) == null) {
      // Only when one comes is there reason to look for those who went without a word.
      members
          .values()
          .removeIf(each -> member.lastSeenNanos() - each.lastSeenNanos() > FORGET_NANOS);
    }
  }

  void remove(String group, String memberId) {
    members.remove(new Key(group, memberId));
  }
}
