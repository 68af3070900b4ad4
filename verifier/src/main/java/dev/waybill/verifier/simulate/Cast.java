package dev.waybill.verifier.simulate;

import dev.waybill.Guarantee;
import dev.waybill.broker.partition.Isolation;
import dev.waybill.broker.topic.CleanupPolicy;
import dev.waybill.broker.topic.Compaction;
import dev.waybill.broker.topic.TopicPartition;
import dev.waybill.broker.topic.TopicSettings;
import dev.waybill.verifier.history.Promises.GroupPromise;
import dev.waybill.verifier.history.Promises.Order;
import dev.waybill.verifier.simulate.actor.Actor;
import dev.waybill.verifier.simulate.actor.Effects;
import dev.waybill.verifier.simulate.actor.Operator;
import dev.waybill.verifier.simulate.actor.PlainPublisher;
import dev.waybill.verifier.simulate.actor.Reader;
import dev.waybill.verifier.simulate.actor.SequencedPublisher;
import dev.waybill.verifier.simulate.actor.Setting;
import dev.waybill.verifier.simulate.actor.TransactionalPublisher;
import dev.waybill.verifier.simulate.actor.Transactor;
import dev.waybill.verifier.simulate.actor.Worker;
import dev.waybill.verifier.simulate.fault.Injector;
import dev.waybill.verifier.simulate.loop.LoopMember;
import dev.waybill.verifier.simulate.world.Link.Carriage;
import dev.waybill.verifier.simulate.world.Rng;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Who takes part in a run.
 *
 * <pre>
 *   p0, p1, p2 ──► in ──► w0 w1 w2 (at least once)    a0 a1 (at most once)    r0
 *                   └───► t0 t1 (transactions) ──► out ──► b0, c0 (committed only)
 *                                             x0 ──┘
 *   p3 ──► log (kept for a short while) ──► slow
 *   p4 ──► trim (o0 deletes its oldest), in
 *   p5 ──► table (compacted)
 * </pre>
 */
final class Cast implements Injector.Cast {
  static final String WORK = "work";
  static final String ONCE_AT_MOST = "once-at-most";
  static final String TRANSACTIONS = "transactions";
  static final String LOOPS = "loops";
  static final String LOOPS_ONCE = "loops-once";
  static final String LOOPS_EXACTLY = "loops-exactly";
  static final List<String> EXHAUSTED = List.of("tx-t0", "tx-t1");

  private static final TopicPartition LOG = new TopicPartition("log", 0);
  private static final TopicPartition TRIM = new TopicPartition("trim", 0);
  private static final TopicPartition TABLE = new TopicPartition("table", 0);
  private static final double HARDLY_DIRTY = 0.1;
  private static final double RESTLESS = 0.08;
  private static final List<TopicPartition> IN =
      List.of(new TopicPartition("in", 0), new TopicPartition("in", 1));
  private static final List<TopicPartition> OUT =
      List.of(new TopicPartition("out", 0), new TopicPartition("out", 1));
  private static final String INPUT = "in";
  private static final List<Guarantee> GUARANTEES =
      List.of(Guarantee.AT_MOST_ONCE, Guarantee.AT_LEAST_ONCE, Guarantee.EXACTLY_ONCE);
  private static final int GROWN = 3;

  private final Setting setting;
  private final Rng rng;
  private final Set<String> without;
  private final double loopShare;
  private final List<Actor> actors = new ArrayList<>();
  private final List<Worker> workers = new ArrayList<>();
  private final List<Transactor> transactors = new ArrayList<>();
  private final Effects effects = new Effects();
  private @Nullable Operator operator;

  /**
   * @param loopShare of the runs have members that run the production delivery loops
   */
  Cast(Setting setting, Set<String> without, double loopShare) {
    this.loopShare = loopShare;
    this.setting = setting;
    this.rng = setting.rng().of("cast");
    this.without = without;
    choose();
  }

  /** What is there at the beginning. */
  static Map<String, TopicSettings> topics() {
    Map<String, TopicSettings> topics = new TreeMap<>();
    topics.put("in", TopicSettings.ofPartitions(IN.size()).withSegmentBytes(4_096));
    topics.put("out", TopicSettings.ofPartitions(OUT.size()).withSegmentBytes(4_096));
    topics.put(
        "log", TopicSettings.ofPartitions(1).withSegmentBytes(1_024).withRetentionBytes(1_500));
    topics.put("trim", TopicSettings.ofPartitions(1).withSegmentBytes(1_024));
    topics.put(
        TABLE.topic(),
        TopicSettings.ofPartitions(1)
            .withSegmentBytes(1_024)
            .withCleanup(CleanupPolicy.COMPACT)
            .withCompaction(Compaction.DEFAULT.withMinDirtyRatio(HARDLY_DIRTY)));
    return topics;
  }

  /** Those that may forget a message once a later one of its key is stored. */
  static Set<String> compacted() {
    return Set.of(TABLE.topic());
  }

  /** Publishers' guarantees by process, whoever of them takes part. */
  static Map<String, Guarantee> publishers() {
    Map<String, Guarantee> publishers = new TreeMap<>();
    promise(publishers, "p0", Guarantee.EXACTLY_ONCE);
    promise(publishers, "p1", Guarantee.AT_LEAST_ONCE);
    promise(publishers, "p2", Guarantee.AT_MOST_ONCE);
    promise(publishers, "p3", Guarantee.EXACTLY_ONCE);
    promise(publishers, "p4", Guarantee.EXACTLY_ONCE);
    promise(publishers, "p5", Guarantee.EXACTLY_ONCE);
    for (String each : List.of("t0", "t1", "t0'", "t1'", "x0", "l0", "l1")) {
      promise(publishers, each, Guarantee.EXACTLY_ONCE);
    }
    return publishers;
  }

  private static void promise(Map<String, Guarantee> to, String name, Guarantee guarantee) {
    for (int life = 1; life <= Actor.MOST_LIVES; life++) {
      to.put(Actor.process(name, life), guarantee);
    }
  }

  static Map<String, GroupPromise> groups() {
    return Map.of(
        WORK,
        new GroupPromise(Guarantee.AT_LEAST_ONCE, true, true),
        LOOPS,
        new GroupPromise(Guarantee.AT_LEAST_ONCE, true, true, Order.KEY),
        LOOPS_ONCE,
        new GroupPromise(Guarantee.AT_MOST_ONCE, true, true, Order.KEY),
        LOOPS_EXACTLY,
        new GroupPromise(Guarantee.EXACTLY_ONCE, true, false),
        ONCE_AT_MOST,
        new GroupPromise(Guarantee.AT_MOST_ONCE, true, true),
        TRANSACTIONS,
        new GroupPromise(Guarantee.EXACTLY_ONCE, true, false),
        "r0",
        new GroupPromise(Guarantee.AT_LEAST_ONCE, true, false),
        "b0",
        new GroupPromise(Guarantee.AT_LEAST_ONCE, false, false),
        "c0",
        new GroupPromise(Guarantee.AT_LEAST_ONCE, true, false),
        "slow",
        new GroupPromise(Guarantee.AT_LEAST_ONCE, false, false));
  }

  private void choose() {
    Carriage carriage = rng.chance(0.7) ? Carriage.LOOSE : Carriage.ORDERED;
    add("p0", () -> new SequencedPublisher(setting, "p0", IN, carriage, 60_000, 0));
    if (rng.chance(0.5)) {
      add("p1", () -> new PlainPublisher(setting, "p1", IN, false, 60_000));
    }
    if (rng.chance(0.3)) {
      add("p2", () -> new PlainPublisher(setting, "p2", IN, true, 60_000));
    }
    boolean kept = rng.chance(0.3);
    if (kept) {
      add(
          "p3",
          () -> new SequencedPublisher(setting, "p3", List.of(LOG), carriage, 60_000, RESTLESS));
      add("slow", () -> reader("slow", LOG, Isolation.READ_UNCOMMITTED, 250_000));
    }
    if (rng.chance(0.3)) {
      add(
          "p4",
          () ->
              new SequencedPublisher(
                  setting, "p4", List.of(TRIM, IN.get(0)), carriage, 60_000, RESTLESS));
      add("o0", this::operator);
    }
    int members = 1 + rng.below(3);
    int kind = rng.below(4);
    Worker.Protocol protocol =
        rng.chance(0.35) ? Worker.Protocol.CLASSIC : Worker.Protocol.HEARTBEAT;
    for (int i = 0; i < members && kind <= 1; i++) {
      String name = "w" + i;
      long slowness = rng.chance(0.2) ? 40_000 : 3_000;
      add(name, () -> worker(name, WORK, protocol, false, slowness));
    }
    for (int i = 0; i < members && kind >= 1 && kind <= 2; i++) {
      String name = "a" + i;
      add(name, () -> worker(name, ONCE_AT_MOST, protocol, true, 1_000));
    }
    if (kind >= 2 || rng.chance(0.4)) {
      add("t0", () -> transactor("t0"));
      if (rng.chance(0.5)) {
        add("t1", () -> transactor("t1"));
      }
      if (rng.chance(0.4)) {
        add("x0", () -> new TransactionalPublisher(setting, "x0", OUT, 30_000));
      }
      add("b0", () -> reader("b0", OUT.get(1), Isolation.READ_UNCOMMITTED, 1_000));
      add("c0", () -> reader("c0", OUT.get(0), Isolation.READ_COMMITTED, 1_000));
    }
    if (rng.chance(loopShare)) {
      loops(protocol);
    }
    if (rng.chance(0.3)) {
      add("r0", () -> reader("r0", IN.get(0), Isolation.READ_COMMITTED, 2_000));
    }
    if (rng.chance(0.3)) {
      add(
          "p5",
          () -> new SequencedPublisher(setting, "p5", List.of(TABLE), carriage, 50_000, RESTLESS));
    }
  }

  /** Members that run the production delivery loops. */
  private void loops(Worker.Protocol protocol) {
    int members = 1 + rng.below(2);
    Guarantee guarantee = GUARANTEES.get(rng.below(GUARANTEES.size()));
    String group =
        switch (guarantee) {
          case AT_MOST_ONCE -> LOOPS_ONCE;
          case AT_LEAST_ONCE -> LOOPS;
          case EXACTLY_ONCE -> LOOPS_EXACTLY;
        };
    long slowness = rng.chance(0.2) ? 20_000 : 2_000;
    for (int i = 0; i < members; i++) {
      String name = "l" + i;
      add(
          name,
          () ->
              new LoopMember(setting, name, group, INPUT, protocol, guarantee, slowness, effects));
    }
  }

  private void add(String name, Supplier<Actor> actor) {
    if (!without.contains(name)) {
      actors.add(actor.get());
    }
  }

  private Reader reader(String name, TopicPartition of, Isolation isolation, long slowness) {
    return new Reader(setting, name, of, isolation, slowness);
  }

  private Worker worker(
      String name, String group, Worker.Protocol protocol, boolean before, long slowness) {
    Worker worker = new Worker(setting, name, group, INPUT, protocol, before, slowness, effects);
    workers.add(worker);
    return worker;
  }

  private Transactor transactor(String name) {
    Transactor transactor =
        new Transactor(setting, name, "tx-" + name, TRANSACTIONS, Set.of(INPUT), OUT);
    transactors.add(transactor);
    return transactor;
  }

  private Operator operator() {
    Operator one = new Operator(setting, "o0", TRIM);
    operator = one;
    return one;
  }

  void begin() {
    for (Actor actor : actors) {
      setting.world().after(rng.between(0, 40_000), actor::begin);
    }
  }

  void end() {
    actors.forEach(Actor::end);
  }

  /** Nobody does anything any more. */
  void halt() {
    actors.forEach(actor -> actor.stop(Long.MAX_VALUE / 2));
  }

  /** The run is over. */
  void release() {
    actors.forEach(Actor::release);
  }

  Effects effects() {
    return effects;
  }

  /** Who is here, for whoever leaves some of them out. */
  List<String> names() {
    return actors.stream().map(Actor::name).toList();
  }

  // ---- faults of clients

  @Override
  public List<Actor> actors() {
    return actors;
  }

  @Override
  public void takeOver(int which) {
    if (!transactors.isEmpty()) {
      Transactor old = transactors.remove(which % transactors.size());
      Transactor successor = old.successor();
      setting.trace().fault(old.name(), "zombie-session", "fenced by " + successor.name());
      actors.add(successor);
      successor.begin();
    }
  }

  @Override
  public void storm() {
    if (!workers.isEmpty()) {
      setting.trace().fault(WORK, "join-storm", workers.size() + " members");
      workers.forEach(Worker::leaveAndJoin);
    }
  }

  @Override
  public void addPartitions() {
    Operator present = operator;
    if (present != null) {
      setting.trace().fault("o0", "partitions-added", "in");
      present.grow("in", GROWN);
    }
  }

  @Override
  public void cut(int which) {
    Actor client = actors.get(which % actors.size());
    setting.trace().fault(client.name(), "connection-cut", "");
    client.cut();
  }
}
