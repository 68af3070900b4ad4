package dev.waybill.broker.group;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.broker.group.classic.ClassicDescription;
import dev.waybill.broker.group.classic.ClassicState;
import dev.waybill.broker.group.classic.JoinReply.Joined;
import dev.waybill.broker.group.classic.Opaque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What every member was ever told, and the rules it must obey, across restarts. */
final class ClassicLedger {
  private final Map<Integer, String> protocols = new HashMap<>();
  private final Map<Integer, String> leaders = new HashMap<>();
  private final Map<Integer, Map<String, Opaque>> parts = new TreeMap<>();

  void joined(Joined reply) {
    String protocol = protocols.putIfAbsent(reply.generation(), reply.protocol());
    assertThat(protocol == null || protocol.equals(reply.protocol()))
        .as("one protocol in generation %d", reply.generation())
        .isTrue();
    if (reply.leaderId().equals(reply.memberId()) && !reply.skipAssignment()) {
      String leader = leaders.putIfAbsent(reply.generation(), reply.memberId());
      assertThat(leader == null || leader.equals(reply.memberId()))
          .as("one leader in generation %d: %s, %s", reply.generation(), leader, reply.memberId())
          .isTrue();
    }
  }

  /** A leader's parts, by {@link #owner}, were accepted. */
  void sharedOut(int generation, Map<String, Opaque> given) {
    Map<String, Opaque> before = parts.putIfAbsent(generation, new HashMap<>(given));
    assertThat(before == null || before.entrySet().containsAll(given.entrySet()))
        .as("one assignment in generation %d: %s, %s", generation, before, given)
        .isTrue();
  }

  /** Whose a part is: a static member's next process has it too. */
  static String owner(String memberId, Optional<String> instance) {
    return instance.orElse(memberId);
  }

  void given(int generation, String owner, Opaque part) {
    assertThat(parts).as("assignments of generation %d", generation).containsKey(generation);
    assertThat(part)
        .as("part of %s in generation %d", owner, generation)
        .isEqualTo(parts.get(generation).getOrDefault(owner, Opaque.EMPTY));
  }

  void check(ClassicDescription group) {
    if (group.state() == ClassicState.STABLE) {
      group
          .members()
          .forEach(
              member ->
                  given(
                      group.generation(),
                      owner(member.memberId(), member.instanceId()),
                      member.assignment()));
    }
  }
}
