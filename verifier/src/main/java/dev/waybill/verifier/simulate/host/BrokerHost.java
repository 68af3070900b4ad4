package dev.waybill.verifier.simulate.host;

import dev.waybill.broker.core.BrokerSettings;
import dev.waybill.broker.core.Core;
import dev.waybill.broker.core.Directory;
import dev.waybill.broker.core.Recovery;
import dev.waybill.broker.disk.CompactionTask;
import dev.waybill.broker.disk.Disk;
import dev.waybill.broker.disk.DiskRound;
import dev.waybill.broker.error.BrokerException;
import dev.waybill.broker.error.ErrorCode;
import dev.waybill.broker.group.Now;
import dev.waybill.broker.partition.Isolation;
import dev.waybill.broker.partition.PartitionView;
import dev.waybill.broker.partition.PublishedPartition;
import dev.waybill.broker.partition.ReadResult;
import dev.waybill.broker.topic.TopicPartition;
import dev.waybill.log.storage.SimulatedStorage;
import dev.waybill.verifier.history.Event;
import dev.waybill.verifier.simulate.world.Rng;
import dev.waybill.verifier.simulate.world.Trace;
import dev.waybill.verifier.simulate.world.World;
import java.io.IOException;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The process that the broker lives in, and the machine under it.
 *
 * <pre>
 *             start                       power lost, killed, disk failed
 *   DOWN ───────────────► RECOVERING ──────────────────────────────────────► DOWN
 *    ▲                        │ recovered                                     (starts again soon)
 *    └── as above ── UP ◄─────┘
 * </pre>
 *
 * <p>It drives the core as the production loop does: takes all commands that wait, hands the disk
 * its round, gives the answers. The disk's work is done where it is handed over; while it waits for
 * the platter, {@link World} goes on.
 */
public final class BrokerHost {
  public static final String NAME = "broker";
  private static final long WALL_ORIGIN = 1_700_000_000_000L;
  private static final long LONGEST_TURN_DELAY = 40;

  /** Where it is. */
  public enum State {
    DOWN,
    RECOVERING,
    UP
  }

  private final World world;
  private final Trace trace;
  private final Rng rng;
  private final BrokerSettings settings;
  private final DurableLog durable = new DurableLog();
  private final DiskTiming timing;
  private final IdentityHashMap<PartitionView, Long> shownBefore = new IdentityHashMap<>();
  private final List<Consumer<Core>> waiting = new ArrayList<>();
  private final Runnable onDown;

  private SimulatedStorage storage;
  private State state = State.DOWN;
  private int life;
  private @Nullable Disk disk;
  private @Nullable Core core;
  private boolean turnScheduled;
  private long timerMicros = Long.MAX_VALUE;
  private long stoppedUntil;
  private long wallOffsetMillis;

  /**
   * @param onDown runs whenever it went down, for whoever starts it again
   */
  public BrokerHost(
      World world,
      Trace trace,
      Rng rng,
      BrokerSettings settings,
      SimulatedStorage storage,
      Runnable onDown) {
    this.world = world;
    this.trace = trace;
    this.rng = rng.of("broker");
    this.settings = settings;
    this.timing = new DiskTiming(world, this.rng, trace.coverage());
    this.storage = storage;
    this.onDown = onDown;
    timing.watch(storage, this);
  }

  public State state() {
    return state;
  }

  public boolean isUp() {
    return state == State.UP;
  }

  public SimulatedStorage storage() {
    return storage;
  }

  public DiskTiming timing() {
    return timing;
  }

  /** Of the running broker; null while none is. */
  public @Nullable Core core() {
    return core;
  }

  // ---- life and death

  /** Opens what the disk holds. On failure it is down again. */
  public void start() {
    if (state != State.DOWN) {
      throw new IllegalStateException("expected the broker down, found it " + state);
    }
    state = State.RECOVERING;
    int mine = ++life;
    waiting.clear();
    shownBefore.clear();
    turnScheduled = false;
    timerMicros = Long.MAX_VALUE;
    Disk opened = new Disk(storage, () -> {}, 1);
    disk = opened;
    try {
      Core recovered = Recovery.recover(opened, settings, now());
      if (mine != life) {
        return;
      }
      core = recovered;
      state = State.UP;
      trace.record(new Event.Restarted(NAME));
      turnSoon();
    } catch (IOException e) {
      if (mine == life) {
        // Not a crash of ours: the disk refused, which may pass.
        die("could not open its directory: " + e.getMessage());
        storage = storage.kill();
        timing.watch(storage, this);
        onDown.run();
      }
    }
  }

  /** The power fails now. */
  public void losePower(String where) {
    die("power lost " + where);
    storage = storage.crash(new Random(rng.nextLong()));
    timing.watch(storage, this);
    onDown.run();
  }

  /** The process dies now; the page cache stays. */
  public void kill(String where) {
    die("killed " + where);
    storage = storage.kill();
    timing.watch(storage, this);
    onDown.run();
  }

  private void die(String how) {
    trace.record(new Event.Crashed(NAME, how));
    trace.coverage().hit("broker:died " + state);
    Disk old = disk;
    if (old != null) {
      old.abandon();
    }
    life++;
    state = State.DOWN;
    core = null;
    disk = null;
    waiting.clear();
  }

  /** As SIGSTOP: nothing moves in it for so long; the disk neither. */
  public void stop(long micros) {
    stoppedUntil = Math.max(stoppedUntil, world.nowMicros() + micros);
  }

  long stoppedUntil() {
    return stoppedUntil;
  }

  /** Somebody sets the machine's clock. */
  public void jump(long millis) {
    wallOffsetMillis += millis;
  }

  public long wallMillis() {
    return WALL_ORIGIN + world.nowMillis() + wallOffsetMillis;
  }

  private Now now() {
    return new Now(world.nowMillis(), wallMillis());
  }

  // ---- what arrives

  <T> void arrive(
      Request<T> request, BiConsumer<@Nullable T, @Nullable Throwable> answer, Runnable refused) {
    if (state != State.UP) {
      refused.run();
      return;
    }
    int mine = life;
    command(
        to -> {
          CompletableFuture<T> future = new CompletableFuture<>();
          var unused =
              future.whenComplete(
                  (done, refusal) -> {
                    if (mine == life) {
                      tell(answer, done, refusal);
                    }
                  });
          request.submit(to, future);
        });
  }

  /** A future keeps to itself what is thrown where its answer goes; the world is to hear it. */
  private <T> void tell(
      BiConsumer<@Nullable T, @Nullable Throwable> answer,
      @Nullable T done,
      @Nullable Throwable refusal) {
    try {
      answer.accept(done, refusal);
    } catch (RuntimeException e) {
      world.after(
          0,
          () -> {
            throw e;
          });
    }
  }

  void fetch(
      TopicPartition partition,
      long from,
      Isolation isolation,
      int maxBytes,
      long longestMicros,
      BiConsumer<@Nullable ReadResult, @Nullable Throwable> answer,
      Runnable refused) {
    if (state != State.UP) {
      refused.run();
      return;
    }
    if (stoppedUntil > world.nowMicros()) {
      world.at(
          stoppedUntil,
          () -> fetch(partition, from, isolation, maxBytes, longestMicros, answer, refused));
      return;
    }
    try {
      PartitionView view = view(partition);
      ReadResult result = view.read(from, isolation, maxBytes);
      if (!result.isEmpty() || longestMicros == 0) {
        shown(partition, view, result);
        answer.accept(result, null);
        return;
      }
      int mine = life;
      Runnable again =
          new Runnable() {
            private boolean ran;

            @Override
            public void run() {
              if (!ran && mine == life) {
                ran = true;
                fetch(partition, from, isolation, maxBytes, 0, answer, refused);
              }
            }
          };
      World.Place place = world.reserve();
      PartitionView.WakeUp wakeUp =
          view.onAdvance(from, isolation, () -> world.at(world.nowMicros(), place, again));
      world.after(
          longestMicros,
          () -> {
            wakeUp.cancel();
            again.run();
          });
    } catch (BrokerException e) {
      answer.accept(null, e);
    }
  }

  /** Somebody inside asks. */
  public void command(Consumer<Core> command) {
    waiting.add(command);
    turnSoon();
  }

  public PartitionView view(TopicPartition partition) {
    Core running = core;
    Directory.Entry entry = running == null ? null : running.directory().find(partition.topic());
    if (entry == null || partition.partition() >= entry.partitions().size()) {
      throw new BrokerException(
          ErrorCode.UNKNOWN_TOPIC_OR_PARTITION, "There is no " + partition + " here.");
    }
    return entry.partitions().get(partition.partition());
  }

  /** How many partitions a topic has, as everyone was told last; 1 while nobody says. */
  public int partitions(String topic) {
    Core running = core;
    Directory.Entry entry = running == null ? null : running.directory().find(topic);
    return entry == null ? 1 : entry.partitions().size();
  }

  /**
   * Writes down, and returns, the end of what the worst crash at this instant would keep. Where
   * segments are being replaced by compacted ones, no file tells that by itself: nothing is written
   * down, and the end is said to be nowhere.
   */
  public long tellDurable(TopicPartition partition) {
    long end = durableEnd(partition);
    if (end < Long.MAX_VALUE) {
      trace.durable(partition.topic(), partition.partition(), end);
    }
    return end;
  }

  private long durableEnd(TopicPartition partition) {
    if (!(view(partition) instanceof PublishedPartition files)) {
      throw new IllegalStateException("expected the files of " + partition + ", found none");
    }
    Core running = core;
    Directory.Entry entry = running == null ? null : running.directory().find(partition.topic());
    if (entry != null && entry.topic().settings().cleanup().compacts()) {
      return Long.MAX_VALUE;
    }
    return durable.end(storage, files.directory());
  }

  /** What is shown must be durable. Looks no second time at what was found to be. */
  private void shown(TopicPartition partition, PartitionView view, ReadResult result) {
    if (result.nextOffset() <= shownBefore.getOrDefault(view, 0L)) {
      return;
    }
    shownBefore.put(view, result.nextOffset());
    long end = durableEnd(partition);
    if (end < result.nextOffset()) {
      trace.shownTooSoon(partition.topic(), partition.partition(), end);
    }
  }

  // ---- the loop

  private void turnSoon() {
    if (!turnScheduled && state == State.UP) {
      turnScheduled = true;
      int mine = life;
      world.after(rng.below((int) LONGEST_TURN_DELAY), () -> turn(mine));
    }
  }

  private void turn(int mine) {
    Core running = core;
    if (mine != life || running == null) {
      return;
    }
    if (stoppedUntil > world.nowMicros()) {
      world.at(stoppedUntil, () -> turn(mine));
      return;
    }
    turnScheduled = false;
    Now now = now();
    running.at(now);
    List<Consumer<Core>> commands = List.copyOf(waiting);
    waiting.clear();
    commands.forEach(command -> command.accept(running));
    OptionalLong due = running.nextDeadline();
    if (due.isPresent() && due.getAsLong() <= now.monotonicMillis()) {
      running.tick();
    }
    Optional<DiskRound> round = running.nextRound();
    round.ifPresent(work -> world.after(1, () -> carryOut(work, mine)));
    running.compactions().next().ifPresent(task -> world.after(1, () -> compact(task, mine)));
    running.giveReplies();
    if (mine == life && running.failure() != null) {
      // Who runs it sees that it has stopped, and starts it anew.
      world.after(
          rng.between(1_000, 20_000),
          () -> {
            if (mine == life) {
              kill("because it had stopped by itself");
            }
          });
    }
    setTimer(running, mine);
  }

  private void setTimer(Core running, int mine) {
    OptionalLong due = running.nextDeadline();
    if (due.isEmpty()) {
      return;
    }
    long at = Math.max(due.getAsLong() * 1_000, world.nowMicros() + 1_000);
    if (at < timerMicros) {
      timerMicros = at;
      world.at(
          at,
          () -> {
            if (mine == life && timerMicros == at) {
              timerMicros = Long.MAX_VALUE;
              turnSoon();
            }
          });
    }
  }

  private void carryOut(DiskRound round, int mine) {
    Disk hand = disk;
    if (mine != life || hand == null) {
      return;
    }
    Rounds.cover(round, trace.coverage());
    hand.execute(
        round,
        new Disk.Listener() {
          @Override
          public void written() {
            report(mine, Core::written);
          }

          @Override
          public void synced() {
            report(mine, Core::synced);
          }

          @Override
          public void finished(List<DiskRound.Trimmed> trimmed) {
            report(mine, to -> to.finished(trimmed));
          }

          @Override
          public void failed(Exception cause) {
            report(mine, to -> to.fail(Disk.failure(round, cause)));
          }
        });
  }

  private void report(int mine, Consumer<Core> what) {
    if (mine == life) {
      command(what);
    }
  }

  private void compact(CompactionTask task, int mine) {
    if (mine == life) {
      CompactionHand.run(task, order -> report(mine, to -> to.compactions().order(task, order)));
      report(mine, to -> to.compactions().ended());
    }
  }
}
