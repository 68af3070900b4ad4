package dev.waybill.verifier.simulate.actor;

import dev.waybill.broker.error.ErrorCode;
import dev.waybill.broker.group.Committer;
import dev.waybill.broker.group.classic.JoinReply;
import dev.waybill.broker.group.classic.JoinRequest;
import dev.waybill.broker.group.classic.MemberIdentity;
import dev.waybill.broker.group.classic.Opaque;
import dev.waybill.broker.group.classic.Protocol;
import dev.waybill.broker.group.classic.SyncReply;
import dev.waybill.broker.group.classic.SyncRequest;
import dev.waybill.broker.topic.TopicPartition;
import dev.waybill.verifier.simulate.host.Answer;
import dev.waybill.verifier.simulate.host.Remote;
import dev.waybill.verifier.simulate.world.Link.Carriage;
import dev.waybill.verifier.simulate.world.Program;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A member's side of the classic group protocol, eager: it gives everything up before it joins the
 * next generation. Parts are lists of partitions of one topic.
 *
 * <pre>
 *   JOINING ── joined ──► SYNCING ── given its part ──► IN ── a generation is made ──► gives up
 *      ▲                                                                                 │
 *      └─────────────────────────────────────────────────────────────────────────────────┘
 * </pre>
 */
public final class ClassicMembership implements Membership {
  private static final Duration SESSION = Duration.ofMillis(550);
  private static final long HEARTBEAT = 150_000;

  /** The broker answers when all have joined. */
  private static final long LONGEST_JOIN = 1_000_000;

  private final Program program;
  private final Remote remote;
  private final String group;
  private final Supplier<Set<TopicPartition>> partitions;
  private final Listener listener;
  private String memberId = "";
  private int generation = -1;
  private int ids;
  private int round;
  private boolean in;
  private boolean givesUp;
  private boolean left;
  private Set<TopicPartition> owned = Set.of();

  /**
   * @param partitions what there is to share out
   */
  public ClassicMembership(
      Program program,
      Remote remote,
      String group,
      Supplier<Set<TopicPartition>> partitions,
      Listener listener) {
    this.program = program;
    this.remote = remote;
    this.group = group;
    this.partitions = partitions;
    this.listener = listener;
  }

  @Override
  public boolean isIn() {
    return in;
  }

  @Override
  public int epoch() {
    return generation;
  }

  @Override
  public Committer committer() {
    return new Committer(memberId, generation);
  }

  private MemberIdentity identity() {
    return new MemberIdentity(memberId, Optional.empty(), generation);
  }

  @Override
  public void join() {
    if (left) {
      return;
    }
    int mine = ++round;
    givesUp = false;
    JoinRequest request =
        new JoinRequest(
            group,
            memberId,
            Optional.empty(),
            true,
            true,
            program.name(),
            "/simulated",
            SESSION,
            REBALANCE_TIMEOUT,
            "consumer",
            List.of(new Protocol("any", Opaque.EMPTY)));
    remote.<JoinReply>ask(
        "join-classic",
        Carriage.ORDERED,
        LONGEST_JOIN,
        (core, future) -> core.joinGroup(request, program.name() + "-" + ++ids, future),
        answer -> {
          if (mine != round || left) {
            return;
          }
          if (!(answer instanceof Answer.Done<JoinReply> done)) {
            refused(answer);
          } else if (done.value() instanceof JoinReply.Joined joined) {
            memberId = joined.memberId();
            generation = joined.generation();
            sync(joined);
          } else {
            memberId = done.value().memberId();
            join();
          }
        });
  }

  private void sync(JoinReply.Joined joined) {
    int mine = round;
    Map<String, Opaque> parts = new HashMap<>();
    if (joined.leaderId().equals(memberId) && !joined.skipAssignment()) {
      parts.putAll(shareOut(joined.members()));
    }
    SyncRequest request =
        new SyncRequest(
            group,
            identity(),
            Optional.of(joined.protocolType()),
            Optional.of(joined.protocol()),
            parts);
    remote.<SyncReply>ask(
        "sync-classic",
        Carriage.ORDERED,
        LONGEST_JOIN,
        (core, future) -> core.syncGroup(request, future),
        answer -> {
          if (mine != round || left) {
            return;
          }
          if (answer instanceof Answer.Done<SyncReply> done) {
            in = true;
            beatLater();
            listener.assigned(decode(done.value().assignment()));
          } else {
            refused(answer);
          }
        });
  }

  private Map<String, Opaque> shareOut(List<JoinReply.Peer> members) {
    Map<String, List<TopicPartition>> parts = new TreeMap<>();
    members.forEach(member -> parts.put(member.memberId(), new ArrayList<>()));
    List<String> ids = List.copyOf(parts.keySet());
    int next = 0;
    for (TopicPartition partition : new TreeSet<>(partitions.get())) {
      parts.computeIfAbsent(ids.get(next++ % ids.size()), id -> new ArrayList<>()).add(partition);
    }
    Map<String, Opaque> encoded = new HashMap<>();
    parts.forEach((id, part) -> encoded.put(id, encode(part)));
    return encoded;
  }

  private static Opaque encode(List<TopicPartition> part) {
    ByteBuffer bytes = ByteBuffer.allocate(Integer.BYTES * part.size());
    part.forEach(each -> bytes.putInt(each.partition()));
    return Opaque.copyOf(bytes.array());
  }

  private Set<TopicPartition> decode(Opaque part) {
    ByteBuffer bytes = ByteBuffer.wrap(part.toByteArray());
    Set<TopicPartition> decoded = new TreeSet<>();
    String topic = partitions.get().iterator().next().topic();
    while (bytes.hasRemaining()) {
      decoded.add(new TopicPartition(topic, bytes.getInt()));
    }
    return decoded;
  }

  private void beatLater() {
    int mine = round;
    program.later(
        HEARTBEAT,
        () -> {
          if (mine == round && in && !left) {
            beat(mine);
          }
        });
  }

  private void beat(int mine) {
    MemberIdentity who = identity();
    remote.<Void>ask(
        "heartbeat-classic",
        Carriage.ORDERED,
        Patience.ANSWER,
        (core, future) -> core.classicHeartbeat(group, who, future),
        answer -> {
          if (mine != round || !in || left) {
            return;
          }
          if (answer.code() == ErrorCode.REBALANCE_IN_PROGRESS) {
            giveUp();
          } else if (answer instanceof Answer.Done || mayPass(answer.code())) {
            beatLater();
          } else {
            refused(answer);
          }
        });
  }

  private void giveUp() {
    givesUp = true;
    round++;
    listener.assigned(Set.of());
    if (givesUp && owned.isEmpty()) {
      join();
    }
  }

  @Override
  public void own(Collection<TopicPartition> now) {
    owned = Set.copyOf(now);
    if (givesUp && owned.isEmpty()) {
      join();
    }
  }

  private void refused(Answer<?> answer) {
    ErrorCode code = answer.code();
    if (code == null || mayPass(code) || code == ErrorCode.REBALANCE_IN_PROGRESS) {
      program.later(Patience.MOST_PAUSE, this::join);
      return;
    }
    if (code == ErrorCode.UNKNOWN_MEMBER) {
      memberId = "";
    }
    in = false;
    owned = Set.of();
    round++;
    listener.lost();
  }

  private static boolean mayPass(@Nullable ErrorCode code) {
    return code == null
        || (code.isRetriable() && code != ErrorCode.REBALANCE_IN_PROGRESS)
        || code == ErrorCode.BROKER_CLOSED
        || code == ErrorCode.STORAGE_FAILED;
  }

  @Override
  public void leave() {
    if (left) {
      return;
    }
    left = true;
    in = false;
    String member = memberId;
    remote.<Void>ask(
        "leave-classic",
        Carriage.ORDERED,
        Patience.ANSWER,
        (core, future) -> core.leaveGroup(group, member, Optional.empty(), future),
        answer -> {});
  }
}
