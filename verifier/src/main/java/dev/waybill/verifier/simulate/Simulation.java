package dev.waybill.verifier.simulate;

import dev.waybill.Guarantee;
import dev.waybill.broker.core.BrokerSettings;
import dev.waybill.broker.group.GroupSettings;
import dev.waybill.broker.group.classic.ClassicSettings;
import dev.waybill.verifier.history.Promises;
import dev.waybill.verifier.history.Promises.GroupPromise;
import dev.waybill.verifier.history.Recorded;
import dev.waybill.verifier.simulate.actor.Observer;
import dev.waybill.verifier.simulate.actor.Setting;
import dev.waybill.verifier.simulate.actor.Transactor;
import dev.waybill.verifier.simulate.fault.Injector;
import dev.waybill.verifier.simulate.fault.Supervisor;
import dev.waybill.verifier.simulate.host.BrokerHost;
import dev.waybill.verifier.simulate.world.Coverage;
import dev.waybill.verifier.simulate.world.Rng;
import dev.waybill.verifier.simulate.world.Trace;
import dev.waybill.verifier.simulate.world.Weather;
import dev.waybill.verifier.simulate.world.World;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The broker's production code and its clients in one thread, from a seed, faster than time.
 *
 * <pre>
 *   0 ────── work, faults ──────► workMillis ── calm, what is open ends ──► at rest
 *                                                     │
 *                        for some seeds one more crash and recovery, then a fresh client reads all
 * </pre>
 *
 * <p>The same script has the same history, to the byte. Runs share nothing: each thread may run
 * one.
 */
public final class Simulation {
  /** Longer than every timeout in it, and than the latest replay of a request. */
  private static final long CALM_MILLIS = 2_000;

  private static final long LAST_RECOVERY_MILLIS = 200;
  private static final Map<String, Guarantee> PUBLISHERS = Map.copyOf(Cast.publishers());
  private static final Map<String, GroupPromise> GROUPS = Cast.groups();
  private static final List<String> COMMITTING =
      List.of(
          Cast.WORK,
          Cast.ONCE_AT_MOST,
          Cast.TRANSACTIONS,
          Cast.LOOPS,
          Cast.LOOPS_ONCE,
          Cast.LOOPS_EXACTLY);
  private static final List<String> WITH_EFFECTS =
      List.of(Cast.WORK, Cast.ONCE_AT_MOST, Cast.LOOPS, Cast.LOOPS_ONCE);
  private static final DiskImage FRESH = new DiskImage(Cast.topics(), List.of());
  private static final DiskImage LATE = new DiskImage(Cast.topics(), Cast.EXHAUSTED);

  private static final GroupSettings IMPATIENT =
      new GroupSettings(
          Duration.ofMillis(550),
          Duration.ofMillis(150),
          Duration.ofDays(7),
          Duration.ofMinutes(10),
          1_000,
          4_096,
          ClassicSettings.DEFAULTS.withSessionTimeouts(
              Duration.ofMillis(200), Duration.ofMinutes(30)));

  private final Script script;
  private final World world;
  private final Trace trace;
  private final Setting setting;
  private final Injector injector;
  private final Cast cast;
  private final Rng rng;

  private Simulation(Script script, Coverage coverage, Consumer<Recorded> out) {
    this.script = script;
    this.rng = new Rng(script.seed());
    this.world = new World(rng);
    this.trace = new Trace(world, coverage, out);
    Supervisor supervisor = new Supervisor(world, rng);
    Rng variant = rng.of("variant");
    boolean late = variant.chance(0.3);
    boolean forgetful = variant.chance(0.1);
    BrokerHost host =
        new BrokerHost(
            world,
            trace,
            rng,
            settings(script.seed(), forgetful),
            (late ? LATE : FRESH).copy(),
            supervisor::down);
    if (late) {
      coverage.hit("variant:epochs near their end");
    }
    if (forgetful) {
      coverage.hit("variant:producers are forgotten soon");
    }
    supervisor.lookAfter(host);
    this.setting = new Setting(world, trace, new Weather(), host, rng);
    this.cast = new Cast(setting, script.without(), script.scenario().loopShare());
    this.injector = new Injector(setting, cast, supervisor);
  }

  /**
   * What a run came to.
   *
   * @param traceHash the same for the same script, and for hardly any other
   * @param operations publishes, deliveries, commits and ends of transactions that were answered
   * @param cast who took part
   */
  public record Result(
      Promises promises, long traceHash, long operations, long events, List<String> cast) {}

  /** What is promised of that run, before it is run. */
  public static Promises promises(Script script) {
    return new Promises(
        "simulation " + script.scenario().name() + ", seed " + script.seed(),
        script.command(),
        PUBLISHERS,
        GROUPS,
        Transactor.TIMEOUT_MILLIS,
        0,
        1,
        script.planned(),
        Cast.compacted());
  }

  /** The run of that seed. */
  public static Result run(
      long seed, Scenario scenario, Coverage coverage, Consumer<Recorded> out) {
    return run(Script.of(seed, scenario), coverage, out);
  }

  /**
   * @param coverage what was reached is added to it
   * @param out gets the history, event by event
   * @throws RuntimeException the broker contradicted itself, or does not open any more
   */
  public static Result run(Script script, Coverage coverage, Consumer<Recorded> out) {
    Simulation simulation = new Simulation(script, coverage, out);
    try {
      return simulation.run();
    } finally {
      simulation.cast.release();
    }
  }

  /** Who takes part in that run. */
  static List<String> cast(Script script) {
    return new Simulation(script, new Coverage(), recorded -> {}).cast.names();
  }

  private static BrokerSettings settings(long seed, boolean forgetful) {
    return BrokerSettings.defaults(seed)
        .withCheckpointBytes(1_500)
        .withJournalSnapshotBytes(2_000)
        .withRetentionInterval(Duration.ofMillis(400))
        .withMaxUnwrittenBytes(8_000)
        .withProducerExpiry(forgetful ? Duration.ofMinutes(90) : Duration.ofDays(1))
        .withGroups(IMPATIENT);
  }

  private Result run() {
    setting.host().start();
    cast.begin();
    new Observer(setting, COMMITTING).begin();
    injector.plan(script.faults());
    world.runUntil(script.workMillis() * 1_000);
    injector.calm();
    cast.end();
    world.runUntil((script.workMillis() + CALM_MILLIS) * 1_000);
    cast.halt();
    lastCrash();
    Finale finale = new Finale(setting);
    finale.askPositions(COMMITTING);
    world.runUntil(world.nowMicros() + LAST_RECOVERY_MILLIS * 1_000);
    finale.read();
    finale.countEffects(cast.effects(), WITH_EFFECTS);
    finale.requireSound();
    long hash = 31 * (31 * trace.hash() + world.hash()) + setting.host().storage().historyHash();
    return new Result(promises(script), hash, trace.operations(), trace.events(), cast.names());
  }

  /** What is acknowledged is there after one more crash, too. */
  private void lastCrash() {
    int how = rng.of("last crash").below(4);
    if (how == 0) {
      setting.host().losePower("at rest");
    } else if (how == 1) {
      setting.host().kill("at rest");
    }
    world.runUntil(world.nowMicros() + LAST_RECOVERY_MILLIS * 1_000);
  }
}
