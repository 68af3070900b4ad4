package dev.waybill.verifier.process;

import dev.waybill.Guarantee;
import dev.waybill.verifier.check.Checker;
import dev.waybill.verifier.check.Findings;
import dev.waybill.verifier.check.Judge;
import dev.waybill.verifier.check.Verdict;
import dev.waybill.verifier.history.Event;
import dev.waybill.verifier.history.Promises;
import dev.waybill.verifier.history.Promises.GroupPromise;
import dev.waybill.verifier.history.Recorded;
import dev.waybill.verifier.process.Cast.Role;
import dev.waybill.verifier.process.ProcessOptions.Target;
import dev.waybill.verifier.proxy.NetworkFault;
import dev.waybill.verifier.proxy.SeededPlan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.function.BiFunction;

/**
 * Clients in processes of their own against a server, under faults from a seed, until they are at
 * rest; then the history of what they saw is judged. Used once, by one thread.
 *
 * <pre>
 *   at-most-once    publisher (acks 0)     ─► topic ─► consumer: commit, then handle
 *   at-least-once   publisher (acks all)   ─► topic ─► 2 consumers: handle, then commit
 *   exactly-once    publisher (idempotent) ─► topic ─► 2 copiers: handle and commit ─► topic
 *                   transactor             ─┘
 * </pre>
 *
 * <p>The same seed gives the same faults in the same order; when exactly each strikes depends on
 * the machine, so a run is not repeated event by event.
 */
public final class ProcessVerification {
  private static final int PARTITIONS = 3;
  private static final int PER_SECOND = 60;
  private static final int TRANSACTIONS_PER_SECOND = 10;
  private static final Duration SESSION_OVER = Duration.ofSeconds(8);
  private static final Duration REQUESTS_OVER = Duration.ofSeconds(4);
  private static final long LEAST_OPERATIONS = 200;

  private final ProcessOptions options;
  private final BiFunction<Promises, Findings, List<Checker>> checkers;
  private final ProcessProgress progress;
  private final Path eventsDirectory;
  private final String prefix;
  private final List<String> notes = new ArrayList<>();
  private final Set<ProcessFault> faults;

  private ProcessVerification(
      ProcessOptions options,
      BiFunction<Promises, Findings, List<Checker>> checkers,
      ProcessProgress progress) {
    this.options = options;
    this.checkers = checkers;
    this.progress = progress;
    this.eventsDirectory = options.directory().resolve("events");
    this.prefix = "waybill-verify-" + Long.toHexString(options.seed()) + "-";
    this.faults = EnumSet.noneOf(ProcessFault.class);
    faults.addAll(options.faults());
  }

  /**
   * Runs it. Starts child JVMs of this class path, and ends all of them.
   *
   * @param checkers what judges the history, for its promises
   * @throws IOException a process could not be started, or files not be written
   */
  public static ProcessResult run(
      ProcessOptions options,
      BiFunction<Promises, Findings, List<Checker>> checkers,
      ProcessProgress progress)
      throws Exception {
    return new ProcessVerification(options, checkers, progress).run();
  }

  private ProcessResult run() throws Exception {
    Files.createDirectories(eventsDirectory);
    SeededPlan plan = new SeededPlan(options.seed(), options.permille(), options.network());
    try (EventFile events =
        EventFile.create(eventsDirectory.resolve("harness" + MergedHistory.SUFFIX))) {
      return options.target() instanceof Target.Embedded
          ? embedded(events)
          : overTheWire(plan, events);
    }
  }

  private ProcessResult embedded(EventFile events) throws Exception {
    for (ProcessFault each : ProcessFault.values()) {
      if (!each.canBeDoneTo(options.target()) && faults.remove(each)) {
        notes.add("left out: " + each.text() + ": there is but one process, and no network");
      }
    }
    EmbeddedVerification verification =
        new EmbeddedVerification(options, progress, eventsDirectory, events);
    verification.run();
    Map<String, GroupPromise> groups = new TreeMap<>();
    for (Guarantee each : guarantees()) {
      groups.put(EmbeddedProgram.group(each), new GroupPromise(each, true, true));
    }
    return judge(promises(verification.publishers(), groups, Set.of()));
  }

  private ProcessResult overTheWire(SeededPlan plan, EventFile events) throws Exception {
    try (Stage stage = Stage.set(options, plan, events);
        Cast cast = new Cast(options.directory().resolve("clients.log"), events)) {
      leaveOutWhatCannotBe(stage);
      stage.createTopics(topics(), PARTITIONS);
      try {
        enter(cast, stage);
        progress.reached("all processes work", events.faults(), 0.1);
        strike(stage, cast, events);
        stage.awaitStruck(options.network());
        stage.calm();
        comeToRest(stage, cast, events);
        progress.reached("at rest", events.faults(), 0.8);
        read(stage, cast, events);
      } finally {
        tidyUp(stage);
      }
      notes.addAll(cast.troubles());
      Map<String, GroupPromise> groups = new TreeMap<>();
      for (Guarantee each : guarantees()) {
        groups.put(group(each), new GroupPromise(each, true, true));
      }
      return judge(promises(cast.publishers(), groups, options.network()));
    }
  }

  /** Whatever became of the run: what it made on a server of others goes again. */
  private void tidyUp(Stage stage) {
    if (!(options.target() instanceof Target.Address)) {
      return;
    }
    boolean interrupted = Thread.interrupted();
    try {
      stage.deleteTopics(topics());
    } catch (ExecutionException | RuntimeException e) {
      notes.add("could not delete the topics " + topics() + ": " + e.getMessage());
    } catch (InterruptedException e) {
      interrupted = true;
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void leaveOutWhatCannotBe(Stage stage) {
    if (options.target() instanceof Target.Address) {
      for (ProcessFault each : ProcessFault.values()) {
        if (!each.canBeDoneTo(options.target()) && faults.remove(each)) {
          notes.add("left out: " + each.text() + ": the server is not ours to break");
        }
      }
    } else if (!stage.canFillItsDisk() && faults.remove(ProcessFault.DISK_FULL)) {
      notes.add(
          "left out: "
              + ProcessFault.DISK_FULL.text()
              + ": a small tmpfs cannot be mounted here; run it as root with the right to mount");
    }
    if (!options.guarantees().contains(Guarantee.EXACTLY_ONCE)
        && faults.remove(ProcessFault.ZOMBIE_PUBLISHER)) {
      notes.add(
          "left out: "
              + ProcessFault.ZOMBIE_PUBLISHER.text()
              + ": only transactional ids fence, and exactly-once is not asked for");
    }
  }

  // ---- topics and groups by guarantee -----------------------------------------------------------

  private String topic(Guarantee guarantee) {
    return prefix + guarantee;
  }

  private String copies() {
    return prefix + "copies";
  }

  private String group(Guarantee guarantee) {
    return prefix + guarantee + "-group";
  }

  private List<String> topics() {
    List<String> topics = new ArrayList<>();
    for (Guarantee each : guarantees()) {
      topics.add(topic(each));
    }
    if (options.guarantees().contains(Guarantee.EXACTLY_ONCE)) {
      topics.add(copies());
    }
    return topics;
  }

  private List<Guarantee> guarantees() {
    return options.guarantees().stream().sorted().toList();
  }

  // ---- the run ----------------------------------------------------------------------------------

  private void enter(Cast cast, Stage stage) throws IOException, InterruptedException {
    for (Guarantee each : guarantees()) {
      start(cast, stage, Role.PUBLISHER, "publisher", each, "", PER_SECOND);
      int members = each == Guarantee.AT_MOST_ONCE ? 1 : 2;
      for (int i = 0; i < members; i++) {
        Role role = each == Guarantee.EXACTLY_ONCE ? Role.COPIER : Role.CONSUMER;
        start(cast, stage, role, "member", each, group(each), PER_SECOND);
      }
      if (each == Guarantee.EXACTLY_ONCE) {
        start(
            cast,
            stage,
            Role.TRANSACTOR,
            "transactor",
            each,
            prefix + "transactor",
            TRANSACTIONS_PER_SECOND);
      }
    }
    cast.awaitWorking();
  }

  private void start(
      Cast cast,
      Stage stage,
      Role role,
      String name,
      Guarantee guarantee,
      String group,
      int perSecond)
      throws IOException {
    int number = cast.nextNumber();
    cast.start(
        role,
        new Work(
            name + "-" + guarantee + "-" + number,
            number,
            guarantee,
            stage.bootstrap(),
            topic(guarantee),
            role == Role.COPIER ? copies() : "",
            group,
            1,
            perSecond,
            eventsDirectory));
  }

  /** Evenly over the time, and each at least once. */
  private void strike(Stage stage, Cast cast, EventFile events) throws Exception {
    FaultSchedule schedule = new FaultSchedule(faults, options.seed());
    long begin = System.nanoTime();
    long whole = options.duration().toNanos();
    int struck = 0;
    while (struck < schedule.round() || System.nanoTime() - begin < whole) {
      if (schedule.isEmpty()) {
        Thread.sleep(100);
        continue;
      }
      long due = begin + struck * (whole / Math.max(1, 2L * schedule.round()));
      long wait = (due - System.nanoTime()) / 1_000_000;
      if (wait > 0) {
        Thread.sleep(wait);
      }
      ProcessFault fault = schedule.next();
      String target = strike(fault, schedule, stage, cast);
      events.add(new Event.FaultInjected("harness", fault.text(), target));
      struck++;
      double share = Math.min(1, (System.nanoTime() - begin) / (double) whole);
      progress.reached(fault.text() + ": " + target, events.faults(), 0.1 + 0.6 * share);
    }
  }

  private String strike(ProcessFault fault, FaultSchedule schedule, Stage stage, Cast cast)
      throws Exception {
    return switch (fault) {
      case KILL_BROKER -> {
        stage.killBroker();
        yield "broker";
      }
      case KILL_STARTING_BROKER -> {
        stage.killStartingBroker(Duration.ofMillis(200L + schedule.random().nextInt(500)));
        yield "broker";
      }
      case PAUSE_BROKER -> {
        stage.pauseBroker(REQUESTS_OVER);
        yield "broker";
      }
      case DISK_FULL -> {
        stage.fillDisk(Duration.ofSeconds(2));
        yield "broker";
      }
      case KILL_CONSUMER -> cast.killOne(false, schedule.random());
      case PAUSE_CONSUMER -> cast.pauseConsumer(schedule.random(), SESSION_OVER);
      case KILL_PUBLISHER -> cast.killOne(true, schedule.random());
      case ZOMBIE_PUBLISHER -> cast.leaveZombie();
      case GROUP_STORM -> {
        Guarantee guarantee = guarantees().get(schedule.random().nextInt(guarantees().size()));
        Storm.over(stage.bootstrap(), group(guarantee), topic(guarantee));
        yield group(guarantee);
      }
      case ADD_PARTITIONS -> {
        stage.addPartitions(topics());
        yield String.join(", ", topics());
      }
    };
  }

  private void comeToRest(Stage stage, Cast cast, EventFile events) throws Exception {
    cast.finish(true);
    progress.reached("publishers are done", events.faults(), 0.7);
    stage.awaitDecided(topics()).ifPresent(notes::add);
    for (Guarantee each : guarantees()) {
      stage.awaitCaughtUp(group(each), topic(each)).ifPresent(notes::add);
    }
    cast.finish(false);
    stage.awaitDecided(topics()).ifPresent(notes::add);
  }

  private void read(Stage stage, Cast cast, EventFile events) throws Exception {
    FinalReading reading = new FinalReading(stage.direct(), events);
    reading.topics(topics());
    for (Guarantee each : guarantees()) {
      reading.positions(group(each));
      if (each == Guarantee.EXACTLY_ONCE) {
        reading.effectsInCopies(group(each), topic(each));
      } else {
        reading.effectsInFiles(group(each), topic(each), cast.effects(group(each)));
      }
    }
  }

  // ---- the verdict ------------------------------------------------------------------------------

  private ProcessResult judge(Promises promises) throws IOException {
    List<Recorded> history = MergedHistory.of(eventsDirectory);
    Path file = options.directory().resolve("history.jsonl");
    MergedHistory.write(file, promises, history);
    Findings findings = new Findings();
    Judge judge = new Judge(promises, checkers.apply(promises, findings), findings);
    Map<String, Long> struck = new TreeMap<>();
    for (Recorded each : history) {
      judge.accept(each);
      if (each.event() instanceof Event.FaultInjected fault) {
        struck.merge(fault.fault(), 1L, Long::sum);
      }
    }
    Verdict verdict = judge.verdict();
    List<String> open = notes.stream().filter(note -> !note.startsWith("left out")).toList();
    if (verdict instanceof Verdict.Held && !open.isEmpty()) {
      verdict = new Verdict.Inconclusive(open);
    }
    progress.reached("judged", struck, 1);
    return new ProcessResult(verdict, file, history.size(), struck, notes);
  }

  private Promises promises(
      Map<String, Guarantee> publishers,
      Map<String, GroupPromise> groups,
      Set<NetworkFault> network) {

    Set<String> planned = new LinkedHashSet<>();
    faults.forEach(each -> planned.add(each.text()));
    network.stream().map(NetworkFault::text).forEach(planned::add);
    return new Promises(
        "real processes: " + guarantees() + " for " + options.duration(),
        "waybill verify --seed "
            + options.seed()
            + " --duration "
            + options.duration().toSeconds()
            + "s",
        publishers,
        groups,
        TransactorProgram.TIMEOUT_MILLIS,
        0,
        LEAST_OPERATIONS,
        planned);
  }
}
