package dev.waybill.verifier.process;

import dev.waybill.Guarantee;
import dev.waybill.verifier.history.Event;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** The clients of a run, each a process; and what is done to them. One thread at a time. */
final class Cast implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  /** What a process is for. */
  enum Role {
    PUBLISHER(PublisherProgram.class),
    TRANSACTOR(TransactorProgram.class),
    CONSUMER(ConsumerProgram.class),
    COPIER(CopierProgram.class);

    private final Class<?> program;

    Role(Class<?> program) {
      this.program = program;
    }

    boolean publishes() {
      return this == PUBLISHER || this == TRANSACTOR;
    }
  }

  /** One life of a client. */
  record Player(Role role, Work work, ChildJvm process) {}

  private final Path errors;
  private final EventFile events;
  private final List<Player> living = new ArrayList<>();
  private final Map<String, Guarantee> publishers = new LinkedHashMap<>();
  private final List<Work> everyone = new ArrayList<>();
  private final List<String> troubles = new ArrayList<>();
  private int numbers;

  Cast(Path errors, EventFile events) {
    this.errors = errors;
    this.events = events;
  }

  /** The number of the next process. */
  int nextNumber() {
    return ++numbers;
  }

  /** Starts it; {@link #awaitWorking} waits for it. */
  Player start(Role role, Work work) throws IOException {
    ChildJvm process = ChildJvm.start(work.process(), role.program, work.arguments(), errors);
    Player player = new Player(role, work, process);
    living.add(player);
    everyone.add(work);
    if (role != Role.CONSUMER) {
      publishers.put(
          work.process(), role == Role.PUBLISHER ? work.guarantee() : Guarantee.EXACTLY_ONCE);
    }
    return player;
  }

  void awaitWorking() throws InterruptedException {
    for (Player each : living) {
      each.process().await("working", PATIENCE);
    }
  }

  /** All publishers that there ever were, by process. */
  Map<String, Guarantee> publishers() {
    return publishers;
  }

  /** Where a group's effects are, those of its dead members too. */
  List<Path> effects(String group) {
    return everyone.stream().filter(each -> each.group().equals(group)).map(Work::effects).toList();
  }

  /** What went wrong with processes that nobody did anything to. */
  List<String> troubles() {
    return troubles;
  }

  /** SIGKILL, and a new life. */
  String killOne(boolean publisher, Random random) throws IOException, InterruptedException {
    Player player = choose(random, publisher);
    player.process().kill();
    living.remove(player);
    events.add(new Event.Crashed(player.work().process(), "SIGKILL"));
    Player heir = start(player.role(), nextLife(player.work()));
    heir.process().await("working", PATIENCE);
    return player.work().process();
  }

  /** SIGSTOP for that long: when it goes on, its group has given its partitions to others. */
  String pauseConsumer(Random random, Duration pause) throws IOException, InterruptedException {
    Player player = choose(random, false);
    player.process().pause();
    events.add(new Event.Crashed(player.work().process(), "SIGSTOP past its session"));
    Thread.sleep(pause.toMillis());
    // What it has in hand others have had meanwhile: its death counts up to here.
    events.add(new Event.Crashed(player.work().process(), "SIGSTOP past its session, over"));
    events.add(new Event.Restarted(player.work().process()));
    player.process().resume();
    return player.work().process();
  }

  /** A successor under the same transactional id begins; then the stopped one goes on. */
  String leaveZombie() throws IOException, InterruptedException {
    Player player =
        living.stream().filter(each -> each.role() == Role.TRANSACTOR).findFirst().orElseThrow();
    player.process().pause();
    events.add(new Event.Crashed(player.work().process(), "SIGSTOP until its successor works"));
    Player heir = start(player.role(), nextLife(player.work()));
    heir.process().await("working", PATIENCE);
    events.add(new Event.Restarted(player.work().process()));
    // It hears this when it runs again, in the middle of whatever it did: a zombie.
    player.process().say("retire");
    player.process().resume();
    living.remove(player);
    if (!player.process().awaitEnd(PATIENCE)) {
      troubles.add(
          player.work().process() + " was not fenced within " + PATIENCE + " of its successor");
      player.process().kill();
    }
    return player.work().process();
  }

  boolean has(Role role) {
    return living.stream().anyMatch(each -> each.role() == role);
  }

  private Work nextLife(Work work) {
    int number = nextNumber();
    String name = work.process().replaceFirst("-\\d+$", "");
    return work.nextLife(name + "-" + number, number);
  }

  private Player choose(Random random, boolean publisher) {
    List<Player> choice =
        living.stream().filter(each -> each.role().publishes() == publisher).toList();
    return choice.get(random.nextInt(choice.size()));
  }

  /** Lets publishers, or the others, finish what they do, and waits for their end. */
  void finish(boolean publishing) throws InterruptedException {
    List<Player> ending =
        living.stream().filter(each -> each.role().publishes() == publishing).toList();
    ending.forEach(each -> each.process().say("finish"));
    for (Player each : ending) {
      try {
        each.process().await("finished", PATIENCE);
      } catch (IllegalStateException e) {
        troubles.add(e.getMessage() + "; what it said is in " + errors);
      }
      each.process().close();
      living.remove(each);
    }
  }

  @Override
  public void close() {
    living.forEach(each -> each.process().close());
  }
}
