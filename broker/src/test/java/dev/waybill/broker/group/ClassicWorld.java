package dev.waybill.broker.group;

import dev.waybill.broker.group.classic.Answer;
import dev.waybill.broker.group.classic.ClassicDescription;
import dev.waybill.broker.group.classic.ClassicSettings;
import dev.waybill.broker.group.classic.ClassicState;
import dev.waybill.broker.group.classic.JoinReply;
import dev.waybill.broker.group.classic.JoinReply.Joined;
import dev.waybill.broker.group.classic.JoinRequest;
import dev.waybill.broker.group.classic.MemberIdentity;
import dev.waybill.broker.group.classic.Opaque;
import dev.waybill.broker.group.classic.Protocol;
import dev.waybill.broker.group.classic.SyncReply;
import dev.waybill.broker.group.classic.SyncRequest;
import dev.waybill.broker.group.error.GroupException;
import dev.waybill.broker.topic.TopicPartition;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One group of the classic protocol with a clock a test sets, and the journal it filled. */
final class ClassicWorld {
  static final String GROUP = "g";
  static final Duration SESSION = Duration.ofSeconds(10);
  static final Duration REBALANCE = Duration.ofSeconds(30);
  static final int MAX_MEMBERS = 4;
  static final TopicPartition PARTITION = new TopicPartition("orders", 0);

  private final GroupSettings settings;
  private final List<byte[]> journal = new ArrayList<>();
  private final Map<Long, Answer> answers = new HashMap<>();
  private long millis = 1_000;
  private long tickets;
  private int ids;
  GroupRegistry registry;

  ClassicWorld(ClassicSettings classic) {
    settings =
        new GroupSettings(
            SESSION,
            Duration.ofSeconds(1),
            Duration.ofHours(1),
            Duration.ofMinutes(1),
            MAX_MEMBERS,
            16,
            classic);
    registry = new GroupRegistry(settings, topic -> 1);
  }

  static JoinRequest request(String... protocols) {
    List<Protocol> known = new ArrayList<>();
    for (String name : protocols) {
      known.add(new Protocol(name, bytes("knows " + name)));
    }
    return new JoinRequest(
        GROUP,
        "",
        Optional.empty(),
        false,
        true,
        "client",
        "/127.0.0.1",
        SESSION,
        REBALANCE,
        "consumer",
        known);
  }

  /** The request of a static member. */
  static JoinRequest instance(String instance, String... protocols) {
    JoinRequest plain = request(protocols);
    return new JoinRequest(
        GROUP,
        "",
        Optional.of(instance),
        true,
        true,
        "client",
        "/127.0.0.1",
        SESSION,
        REBALANCE,
        "consumer",
        plain.protocols());
  }

  static Opaque bytes(String text) {
    return Opaque.copyOf(text.getBytes(StandardCharsets.UTF_8));
  }

  Now now() {
    return new Now(millis, millis);
  }

  void pass(Duration duration) {
    millis += duration.toMillis();
    registry.classic().tick(now()).forEach(this::took);
    append(registry.tick(now()));
  }

  /** Time passes up to each deadline in turn, as under a broker. */
  void passStepwise(Duration duration) {
    long end = millis + duration.toMillis();
    while (registry.classic().nextDeadline().orElse(Long.MAX_VALUE) <= end) {
      pass(Duration.ofMillis(Math.max(0, registry.classic().nextDeadline().getAsLong() - millis)));
    }
    pass(Duration.ofMillis(end - millis));
  }

  long join(JoinRequest request) {
    long ticket = ++tickets;
    took(registry.classic().join(request, ticket, "m" + ++ids, now()));
    return ticket;
  }

  long sync(Joined member, Map<String, Opaque> assignments) {
    return sync(member, Optional.empty(), assignments);
  }

  long sync(Joined member, Optional<String> instance, Map<String, Opaque> assignments) {
    long ticket = ++tickets;
    took(
        registry
            .classic()
            .sync(
                new SyncRequest(
                    GROUP,
                    new MemberIdentity(member.memberId(), instance, member.generation()),
                    Optional.of(member.protocolType()),
                    Optional.of(member.protocol()),
                    assignments),
                ticket,
                now()));
    return ticket;
  }

  /** Whether it is told to join anew. */
  boolean heartbeat(Joined member) {
    return registry
        .classic()
        .heartbeat(
            GROUP,
            new MemberIdentity(member.memberId(), Optional.empty(), member.generation()),
            now());
  }

  void leave(String memberId, Optional<String> instance) {
    took(registry.classic().leave(GROUP, memberId, instance, now()));
  }

  void commit(String memberId, int generation) {
    append(
        registry.commit(
            GROUP, new Committer(memberId, generation), Map.of(PARTITION, Position.at(1)), now()));
  }

  /** Someone who is no member says where the group goes on. */
  void commitOutside(TopicPartition partition) {
    append(registry.commit(GROUP, Committer.OUTSIDE, Map.of(partition, Position.at(1)), now()));
  }

  /** A member of the other protocol joins. */
  void heartbeatOf(String member) {
    append(
        registry
            .heartbeat(HeartbeatRequest.join(GROUP, member, List.of("orders"), REBALANCE), now())
            .changes());
  }

  void stage(Committer by) {
    append(registry.stage(7, GROUP, by, Map.of(PARTITION, Position.at(1)), now()));
  }

  boolean isAnswered(long ticket) {
    return answers.containsKey(ticket);
  }

  Joined joined(long ticket) {
    return (Joined) joinReply(ticket);
  }

  JoinReply joinReply(long ticket) {
    return ((Answer.ToJoin) answer(ticket)).reply();
  }

  SyncReply synced(long ticket) {
    return ((Answer.ToSync) answer(ticket)).reply();
  }

  GroupException refused(long ticket) {
    return ((Answer.Refusal) answer(ticket)).reason();
  }

  Answer answer(long ticket) {
    Answer answer = answers.get(ticket);
    if (answer == null) {
      throw new AssertionError("Request " + ticket + " has no answer yet.");
    }
    return answer;
  }

  ClassicDescription describe() {
    return registry.describe(GROUP).classic().orElseThrow();
  }

  ClassicState state() {
    return registry.classic().group(GROUP).state();
  }

  /** The process dies, whoever waits is not answered; another reads the journal. */
  void restart() {
    registry = replayed();
    append(registry.recovered(now()));
  }

  GroupRegistry replayed() {
    GroupRegistry fresh = new GroupRegistry(settings, topic -> 1);
    journal.forEach(bytes -> fresh.replay(GroupRecordCodec.decode(ByteBuffer.wrap(bytes))));
    return fresh;
  }

  void snapshotReplacesJournal() {
    List<GroupRecord> snapshot = registry.snapshot();
    journal.clear();
    snapshot.stream().map(GroupRecordCodec::encode).forEach(journal::add);
  }

  private void took(ClassicOutcome outcome) {
    append(outcome.changes());
    for (Answer answer : outcome.answers()) {
      Answer twice = answers.put(answer.ticket(), answer);
      if (twice != null) {
        throw new AssertionError("Answered twice: " + twice + ", then " + answer);
      }
    }
  }

  private void append(Changes changes) {
    changes.records().stream().map(GroupRecordCodec::encode).forEach(journal::add);
  }
}
