package dev.waybill.verifier.simulate.host;

import dev.waybill.log.storage.SimulatedStorage;
import dev.waybill.verifier.simulate.world.Coverage;
import dev.waybill.verifier.simulate.world.Rng;
import dev.waybill.verifier.simulate.world.World;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * How long the disk takes, and at which of its operations something strikes.
 *
 * <p>While it takes its time, the world goes on: so a client's request, or another fault, may fall
 * between any two operations of a round.
 */
public final class DiskTiming {
  private static final long LEAST_SYNC = 60;
  private static final long MOST_SYNC = 1_500;

  private final World world;
  private final Rng rng;
  private final Coverage coverage;
  private long slowness = 1;
  private long operations;
  private long strikeAt = Long.MAX_VALUE;
  private @Nullable Consumer<String> strike;

  DiskTiming(World world, Rng rng, Coverage coverage) {
    this.world = world;
    this.rng = rng;
    this.coverage = coverage;
  }

  /** Every sync takes so many times as long. */
  public void slow(long factor) {
    slowness = factor;
  }

  /** Strikes before the n-th changing operation from now, counted from 1; told which it is. */
  public void strikeAtOperation(long n, Consumer<String> how) {
    strikeAt = operations + n;
    strike = how;
  }

  /** Whether a strike is still to come. */
  public boolean isArmed() {
    return strike != null;
  }

  /** Strikes now, between two operations, if that is what is still to come. */
  public void strikeIfWaiting(Consumer<String> how) {
    if (strike == how) {
      disarm();
      how.accept("between two operations");
    }
  }

  private void disarm() {
    strikeAt = Long.MAX_VALUE;
    strike = null;
  }

  void watch(SimulatedStorage storage, BrokerHost host) {
    storage.watch((operation, path) -> before(storage, host, operation, path));
  }

  private void before(SimulatedStorage storage, BrokerHost host, String operation, String path) {
    if (host.state() == BrokerHost.State.RECOVERING) {
      coverage.hit("recovery:" + operation + " " + kind(path));
    }
    Consumer<String> now = strike;
    if (++operations >= strikeAt && now != null) {
      disarm();
      now.accept("before " + operation + " " + kind(path));
      return;
    }
    boolean waits = operation.equals("sync") || operation.equals("syncdir");
    if (waits || host.stoppedUntil() > world.nowMicros()) {
      world.runUntil(world.nowMicros() + rng.between(LEAST_SYNC, MOST_SYNC) * slowness);
      while (!storage.isOff() && host.stoppedUntil() > world.nowMicros()) {
        world.runUntil(host.stoppedUntil());
      }
    }
  }

  /** What a file is, without its numbers. */
  static String kind(String path) {
    if (path.startsWith("journal")) {
      return path;
    }
    int dot = path.lastIndexOf('.');
    int slash = path.lastIndexOf('/');
    if (path.indexOf('>') >= 0) {
      return "*" + path.substring(Math.max(dot, slash + 1));
    }
    if (slash < 0 || path.indexOf('/') == slash) {
      return slash < 0 ? path : "topic directory";
    }
    String name = path.substring(slash + 1);
    if (!Character.isDigit(name.charAt(0))) {
      return name;
    }
    return path.chars().filter(c -> c == '/').count() == 2
        ? "partition directory"
        : "*" + path.substring(dot);
  }
}
