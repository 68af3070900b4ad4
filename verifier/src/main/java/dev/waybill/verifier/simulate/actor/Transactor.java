package dev.waybill.verifier.simulate.actor;

import dev.waybill.broker.append.Acks;
import dev.waybill.broker.partition.Isolation;
import dev.waybill.broker.partition.ReadResult;
import dev.waybill.broker.topic.TopicPartition;
import dev.waybill.verifier.history.Event;
import dev.waybill.verifier.simulate.host.Answer;
import dev.waybill.verifier.simulate.host.Messages;
import dev.waybill.verifier.simulate.world.Program;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Reads, processes and writes in transactions: a member of a group, and a session of a
 * transactional id. Its inputs' positions are staged in the transaction of its outputs; after an
 * abort it is rewound to what is committed.
 */
public final class Transactor extends MortalActor {
  /** After so long without an end its transaction is aborted. */
  public static final long TIMEOUT_MILLIS = Session.TIMEOUT.toMillis();

  private static final int MOST_BUFFERED = 16;
  private static final int MOST_INPUTS = 8;

  private static final class Input {
    final TopicPartition partition;
    final Deque<Messages.Found> buffered = new ArrayDeque<>();
    long fetchAt;
    long position;
    long generation;
    boolean fetching;

    Input(TopicPartition partition, long start) {
      this.partition = partition;
      rewind(start);
    }

    void rewind(long to) {
      buffered.clear();
      fetchAt = to;
      position = to;
      generation++;
    }
  }

  private final String group;
  private final Set<String> topics;
  private final List<TopicPartition> outputs;
  private final String transactionalId;
  private boolean superseded;

  private Membership membership;
  private Positions positions;
  private Session session;
  private final Map<TopicPartition, Input> inputs = new TreeMap<>();
  private final List<TopicPartition> opening = new ArrayList<>();
  private Set<TopicPartition> allowed = Set.of();
  private boolean working;
  private boolean rewinding;

  /** How often it was expelled: what it asked before that is not to be believed. */
  private int losses;

  public Transactor(
      Setting setting,
      String name,
      String transactionalId,
      String group,
      Set<String> topics,
      List<TopicPartition> outputs) {
    super(setting, name);
    this.transactionalId = transactionalId;
    this.group = group;
    this.topics = topics;
    this.outputs = List.copyOf(outputs);
    this.membership = newMembership(this.program);
    this.positions = new Positions(setting, program, remote, group);
    this.session = newSession();
  }

  @Override
  void live() {
    positions = new Positions(setting, program, remote, group);
    membership = newMembership(program);
    session = newSession();
    inputs.clear();
    opening.clear();
    allowed = Set.of();
    working = false;
    rewinding = false;
    session.begin();
    membership.join();
  }

  @Override
  boolean isOver() {
    return superseded && hasLived();
  }

  @Override
  void died() {
    setting.world().after(rng.between(1_000, 40_000), this::begin);
  }

  /** Another with the same transactional id: it fences this one, which does not know of it. */
  public Transactor successor() {
    superseded = true;
    return new Transactor(setting, name() + "'", transactionalId, group, topics, outputs);
  }

  private Session newSession() {
    return new Session(
        setting, program, remote, transactionalId, Acks.WRITTEN, rng, this::workSoon, this::ended);
  }

  private Membership newMembership(Program of) {
    return new HeartbeatMembership(
        of,
        remote,
        group,
        topics,
        new Membership.Listener() {
          @Override
          public void assigned(Set<TopicPartition> all) {
            allowed = Set.copyOf(all);
            if (!working) {
              follow();
            }
          }

          @Override
          public void lost() {
            losses++;
            allowed = Set.of();
            List.copyOf(inputs.values()).forEach(Transactor.this::close);
            opening.clear();
            rewinding = false;
            program.later(rng.between(1_000, 20_000), membership::join);
          }
        });
  }

  // ---- partitions come and go, between transactions

  private void follow() {
    List<Input> gone =
        inputs.values().stream().filter(input -> !allowed.contains(input.partition)).toList();
    gone.forEach(this::close);
    List<TopicPartition> fresh = new ArrayList<>();
    for (TopicPartition each : new java.util.TreeSet<>(allowed)) {
      if (!inputs.containsKey(each) && !opening.contains(each)) {
        fresh.add(each);
      }
    }
    opening.addAll(fresh);
    find(
        fresh,
        found -> {
          found.forEach(this::open);
          membership.own(inputs.keySet());
        });
    if (!gone.isEmpty()) {
      membership.own(inputs.keySet());
    }
  }

  private void find(
      List<TopicPartition> partitions, java.util.function.Consumer<Map<TopicPartition, Long>> to) {
    Membership asking = membership;
    int standing = losses;
    positions.find(
        partitions,
        () -> asking == membership && asking.isIn() ? asking.committer() : null,
        found -> {
          if (standing == losses) {
            to.accept(found);
          }
        });
  }

  private void open(TopicPartition partition, long start) {
    if (!opening.remove(partition) || !allowed.contains(partition)) {
      return;
    }
    Input input = new Input(partition, start);
    inputs.put(partition, input);
    setting
        .trace()
        .record(
            new Event.Assigned(
                program.name(), group, partition.topic(), partition.partition(), start));
    fetch(input);
    workSoon();
  }

  private void close(Input input) {
    inputs.remove(input.partition);
    setting
        .trace()
        .record(
            new Event.Revoked(
                program.name(), group, input.partition.topic(), input.partition.partition()));
  }

  private boolean holds(Input input) {
    return inputs.get(input.partition) == input;
  }

  private void fetch(Input input) {
    if (input.fetching || !holds(input) || input.buffered.size() >= MOST_BUFFERED) {
      return;
    }
    input.fetching = true;
    long generation = input.generation;
    remote.fetch(
        input.partition,
        input.fetchAt,
        Isolation.READ_COMMITTED,
        answer -> {
          input.fetching = false;
          if (holds(input)) {
            fetched(input, generation, answer);
          }
        });
  }

  private void fetched(Input input, long generation, Answer<ReadResult> answer) {
    if (generation == input.generation && answer instanceof Answer.Done<ReadResult> done) {
      input.buffered.addAll(Messages.in(done.value(), input.partition.topic(), input.fetchAt));
      input.fetchAt = done.value().nextOffset();
      if (!input.buffered.isEmpty()) {
        workSoon();
      }
    }
    program.later(rng.between(500, 5_000), () -> fetch(input));
  }

  // ---- one transaction after the other

  private void workSoon() {
    program.later(rng.between(500, 12_000), this::work);
  }

  private void work() {
    if (working || rewinding || isEnding() || !session.isReady() || !membership.isIn()) {
      return;
    }
    Map<Input, List<Messages.Found>> taken = take();
    if (taken.isEmpty()) {
      return;
    }
    working = true;
    session.open();
    Map<TopicPartition, Long> next = new TreeMap<>();
    taken.forEach(
        (input, messages) -> {
          Map<TopicPartition, List<String>> results = new TreeMap<>();
          for (Messages.Found each : messages) {
            delivered(input, each);
            TopicPartition to = outputs.get(Math.floorMod(each.key().hashCode(), outputs.size()));
            results.computeIfAbsent(to, absent -> new ArrayList<>()).add(each.key());
          }
          results.forEach(session::publish);
          next.put(input.partition, input.position);
        });
    boolean commit = !rng.chance(0.15);
    session.finish(group, membership::committer, next, commit);
  }

  private Map<Input, List<Messages.Found>> take() {
    Map<Input, List<Messages.Found>> taken = new java.util.LinkedHashMap<>();
    int left = 1 + rng.below(MOST_INPUTS);
    for (Input input : inputs.values()) {
      while (left > 0 && !input.buffered.isEmpty()) {
        Messages.Found message = input.buffered.removeFirst();
        input.position = message.offset() + 1;
        taken.computeIfAbsent(input, each -> new ArrayList<>()).add(message);
        left--;
      }
    }
    return taken;
  }

  private void delivered(Input input, Messages.Found message) {
    setting
        .trace()
        .record(
            new Event.Delivered(
                program.name(),
                group,
                input.partition.topic(),
                input.partition.partition(),
                message.offset(),
                message.message(),
                message.integrity()));
  }

  /** The session's transaction is over: committed, or everything of it must be done again. */
  private void ended(Session.End end) {
    working = false;
    if (end == Session.End.FENCED && superseded) {
      List.copyOf(inputs.values()).forEach(this::close);
      membership.leave();
      program.kill();
      return;
    }
    follow();
    if (end == Session.End.COMMITTED) {
      inputs.values().forEach(this::fetch);
      workSoon();
      return;
    }
    rewind();
    if (end != Session.End.ABORTED) {
      session = newSession();
      program.later(rng.between(1_000, 30_000), session::begin);
    }
  }

  private void rewind() {
    List<TopicPartition> all = List.copyOf(inputs.keySet());
    if (all.isEmpty()) {
      return;
    }
    rewinding = true;
    find(
        all,
        found -> {
          rewinding = false;
          found.forEach(
              (partition, to) -> {
                Input input = inputs.get(partition);
                if (input != null) {
                  input.rewind(to);
                  fetch(input);
                }
              });
          workSoon();
        });
  }
}
