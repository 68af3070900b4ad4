package dev.waybill.orders.demo;

import dev.waybill.orders.database.PostgresProcess;
import dev.waybill.orders.demo.ChildSettings.Trap;
import dev.waybill.orders.demo.KillPlan.Strike;
import dev.waybill.orders.demo.KillPlan.Targets;
import dev.waybill.orders.pipeline.Service;
import dev.waybill.orders.pipeline.Shop;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Lives of the pipeline, one after the other, and what strikes them: one queue of news, one thread.
 *
 * <pre>
 *   STARTING ── opening ──► RECOVERING ── opened ──► WORKING ── drained ──► done
 *      ▲                        │ strike               │ ▲ │ trapped
 *      ├────────────────────────┴──────── SIGKILL ◄────┤ │ └── a broker dies, go on ──┐
 *      │                                               │ └──── it is back, arm ───────┘
 *      └── the next life ◄──────────────── SIGSTOP ◄───┘
 *             └─ has taken over: SIGCONT, and the old one must find out
 * </pre>
 */
final class Supervisor {

  private final DemoOptions options;
  private final RunDirectory directory;
  private final RunMessages messages;
  private final RunBooks books;
  private final ChronicleWriter chronicle;
  private final Progress progress;
  private final Shop shop;

  private final BlockingQueue<News> news = new LinkedBlockingQueue<>();
  private final Deque<Strike> strikes = new ArrayDeque<>();
  private final List<Child> children = new ArrayList<>();
  private @Nullable Life current;
  private @Nullable Life zombie;

  /** Whether brokers are on their way back: nothing else is struck meanwhile. */
  private boolean healing;

  private long zombieWakeNanos;
  private long zombieEndNanos;
  private boolean over;

  Supervisor(
      DemoOptions options,
      RunDirectory directory,
      RunMessages messages,
      RunBooks books,
      ChronicleWriter chronicle,
      Progress progress) {
    this.options = options;
    this.directory = directory;
    this.messages = messages;
    this.books = books;
    this.chronicle = chronicle;
    this.progress = progress;
    this.shop = Shop.prefixed(messages.prefix());
  }

  /** What a thread of another's tells this one. */
  private interface News {

    /** Why the run cannot go on, if it cannot. */
    Optional<String> hear() throws IOException, InterruptedException;
  }

  /**
   * Runs the pipeline until it is drained.
   *
   * @return why it was not, if it was not
   */
  Optional<String> run() throws IOException, InterruptedException {
    chronicle.begun(options, books.title(messages));
    Targets targets =
        new Targets(
            messages.isRecovered(), books.server().isPresent(), messages.brokers().isPresent());
    strikes.addAll(KillPlan.of(options.kills(), options.orders(), options.seed(), targets));
    try {
      begin(1, Optional.ofNullable(strikes.poll()));
      while (!over || healing || zombie != null) {
        Optional<String> trouble = next().hear();
        if (trouble.isPresent()) {
          return trouble;
        }
        endOverdueZombie();
      }
      return Optional.empty();
    } catch (TimeoutException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    } finally {
      for (Child child : children) {
        child.close();
      }
    }
  }

  private News next() throws InterruptedException, TimeoutException {
    News next = news.poll(messages.patience().toMillis(), TimeUnit.MILLISECONDS);
    directory.standStillIfAbandoned();
    if (next == null) {
      throw new TimeoutException(
          "the pipeline process has said nothing for "
              + messages.patience().toSeconds()
              + " s in run "
              + (current == null ? 0 : current.run()));
    }
    return next;
  }

  private void begin(int run, Optional<Strike> strike) throws IOException {
    chronicle.starting(run);
    CompletableFuture<Life> born = new CompletableFuture<>();
    Child child =
        Child.start(
            settings(run, strike),
            directory.childErrors(),
            directory.childTemporaries(),
            signal -> news.add(() -> hear(born.join(), signal)));
    children.add(child);
    directory.writtenBy(child.process());
    Life life = new Life(run, child, strike);
    current = life;
    born.complete(life);
  }

  private Optional<String> hear(Life life, Optional<Signal> signal)
      throws IOException, InterruptedException {
    if (signal.isEmpty()) {
      return life == zombie ? buried(life) : ended(life);
    }
    said(life, signal.get());
    return Optional.empty();
  }

  private void said(Life life, Signal signal) throws IOException, InterruptedException {
    switch (signal.word()) {
      case OPENING -> {
        Optional<Strike> strike = life.strike();
        if (strike.isPresent() && strike.get().place() == Place.RECOVERY) {
          Thread.sleep(strike.get().delay().toMillis());
          life.kill();
        }
      }
      case OPENED -> {
        life.opened();
        chronicle.opened(life.run());
      }
      case RESUMED -> {
        chronicle.resumed(signal.number(0));
        progress.published(signal.number(0));
      }
      case ACKNOWLEDGED -> {
        chronicle.acknowledged(signal.number(0), signal.number(1));
        progress.published(signal.number(1));
      }
      case WORKING -> {
        life.works(Service.valueOf(signal.arguments().get(0)));
        wakeZombieIfSucceeded(life);
      }
      case TRAPPED -> {
        life.trapped(signal);
        strike(life);
      }
      case DRAINED -> {
        life.drained();
        wakeZombieIfSucceeded(life);
      }
    }
  }

  private void strike(Life life) throws IOException, InterruptedException {
    Place place = life.strike().orElseThrow().place();
    switch (place.victim()) {
      case PIPELINE -> life.kill();
      case DATABASE -> killBoth(life);
      case BROKER -> strikeBrokers(life, place);
      case ZOMBIE -> succeed(life);
    }
  }

  /** The server first, under the open transaction; it has recovered before the next life. */
  private void killBoth(Life life) throws IOException {
    PostgresProcess server = books.server().orElseThrow();
    server.kill();
    life.kill();
    server.start();
  }

  private void strikeBrokers(Life life, Place place) throws IOException, InterruptedException {
    Brokers brokers = messages.brokers().orElseThrow();
    if (place == Place.ROLL) {
      struck(life, true, "");
      heal(brokers::roll);
    } else {
      String who =
          switch (place) {
            case LEADER -> brokers.killLeader(shop.orders().name(), 0);
            case SLEEPING_LEADER -> brokers.stopLeader(shop.orders().name(), 0);
            case GROUP_COORDINATOR ->
                brokers.killGroupCoordinator(shop.group(Service.NOTIFICATION));
            default -> brokers.killTransactionCoordinator(shop.intakeSession());
          };
      struck(life, true, ", " + who);
      heal(brokers::revive);
    }
    life.child().tell(ParentOrders.GO);
  }

  private void struck(Life life, boolean hit, String who) throws IOException {
    String where = life.where(life.strike().orElseThrow()) + who;
    chronicle.struck(life.run(), hit, where, life.struckOrder());
    progress.struck(where);
  }

  /** What takes long, and may fail. */
  private interface Healing {
    void heal() throws IOException, InterruptedException;
  }

  private void heal(Healing work) {
    healing = true;
    Thread thread =
        new Thread(
            () -> {
              try {
                work.heal();
                news.add(this::healed);
              } catch (IOException | RuntimeException e) {
                news.add(() -> Optional.of("the brokers are not whole again: " + e));
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            },
            "heal-brokers");
    thread.setDaemon(true);
    thread.start();
  }

  private Optional<String> healed() throws IOException {
    healing = false;
    armNext();
    return Optional.empty();
  }

  /** In a life that goes on after a strike. */
  private void armNext() throws IOException {
    Life life = current;
    if (life == null || over) {
      return;
    }
    life.facing(Optional.ofNullable(strikes.poll()));
    if (life.strike().isPresent()) {
      life.child().tell(ParentOrders.arm(trap(life.strike().get())));
    }
  }

  /** Stops it for the time being, and begins the life that takes its place. */
  private void succeed(Life life) throws IOException, InterruptedException {
    life.child().stop();
    chronicle.stopped(life.run());
    zombie = life;
    zombieWakeNanos = System.nanoTime() + shortestStop().toNanos();
    zombieEndNanos = Long.MAX_VALUE;
    begin(life.run() + 1, Optional.empty());
  }

  private Duration shortestStop() {
    return messages.brokers().map(Brokers::shortestStop).orElse(Duration.ZERO);
  }

  /** A database lets nobody at the rows of a transaction that sleeps: those services wait. */
  private Set<Service> succeeded() {
    return books.tables().isPresent()
        ? EnumSet.of(Service.NOTIFICATION, Service.ANALYTICS)
        : EnumSet.allOf(Service.class);
  }

  private void wakeZombieIfSucceeded(Life successor) throws IOException, InterruptedException {
    Life old = zombie;
    if (old == null || old == successor || old.isWoken()) {
      return;
    }
    long early = zombieWakeNanos - System.nanoTime();
    if (early > 0) {
      CompletableFuture.delayedExecutor(early, TimeUnit.NANOSECONDS)
          .execute(
              () ->
                  news.add(
                      () -> {
                        wakeZombieIfSucceeded(successor);
                        return Optional.empty();
                      }));
    } else if (successor.hasTakenOver(succeeded()) || successor.isDrained()) {
      old.woken();
      chronicle.woken(old.run());
      old.child().wake();
      old.child().tell(ParentOrders.GO);
      zombieEndNanos = System.nanoTime() + messages.patience().toNanos();
    }
  }

  private void endOverdueZombie() {
    if (zombie != null && zombie.isWoken() && System.nanoTime() > zombieEndNanos) {
      zombie.kill();
    }
  }

  /** A zombie has ended; it should have been told that it has a successor. */
  private Optional<String> buried(Life life) throws IOException, InterruptedException {
    int exitCode = life.child().exitCode();
    boolean fenced = exitCode == PipelineProcess.FENCED;
    struck(life, fenced, fenced ? "" : ", ended with exit code " + exitCode);
    zombie = null;
    armNext();
    return Optional.empty();
  }

  /** A kill has hit if it ended the process, and while there was still something to do. */
  private Optional<String> ended(Life life) throws IOException, InterruptedException {
    int exitCode = life.child().exitCode();
    boolean hit = life.isKilled() && exitCode == Child.KILLED && !life.isDrained();
    if (life.strike().isPresent() && (hit || life.isDrained())) {
      String where = life.where(life.strike().get());
      chronicle.killed(life.run(), hit, where, life.struckOrder());
      progress.struck(where);
    }
    if (life.isDrained()) {
      chronicle.drained(life.run());
      over = true;
    } else if (hit) {
      begin(life.run() + 1, Optional.ofNullable(strikes.poll()));
    } else {
      return Optional.of(
          "the pipeline process of run " + life.run() + " ended with exit code " + exitCode);
    }
    return Optional.empty();
  }

  private static Trap trap(Strike strike) {
    return new Trap(strike.place().trap(), strike.fromOrder());
  }

  private ChildSettings settings(int run, Optional<Strike> strike) {
    return new ChildSettings(
        directory.path(),
        messages.url(),
        messages.prefix(),
        run,
        options.orders(),
        options.seed(),
        options.ordersPerSecond(),
        strike.filter(planned -> planned.place() != Place.RECOVERY).map(Supervisor::trap),
        books.tables());
  }
}
