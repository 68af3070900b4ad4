package dev.waybill.verifier.simulate.fault;

import dev.waybill.verifier.simulate.host.BrokerHost;
import dev.waybill.verifier.simulate.world.Rng;
import dev.waybill.verifier.simulate.world.World;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Starts the broker again whenever it is down. */
public final class Supervisor {
  private static final long LEAST = 2_000;
  private static final long MOST = 40_000;

  /**
   * A broker that does not open for so many times in a row, nothing being done to it, is broken.
   */
  private static final int MOST_FAILURES = 200;

  private final World world;
  private final Rng rng;
  private @Nullable BrokerHost host;
  private int failures;
  private int strikeAt;
  private @Nullable Consumer<String> strike;

  public Supervisor(World world, Rng rng) {
    this.world = world;
    this.rng = rng.of("supervisor");
  }

  /** The one it looks after. */
  public void lookAfter(BrokerHost watched) {
    host = watched;
  }

  /** Something strikes the next recovery before its n-th changing operation. */
  void strikeNextRecovery(int operation, Consumer<String> how) {
    strikeAt = operation;
    strike = how;
  }

  /** The broker went down. */
  public void down() {
    world.after(rng.between(LEAST, MOST), this::start);
  }

  private void start() {
    BrokerHost watched = host;
    if (watched == null || watched.state() != BrokerHost.State.DOWN) {
      return;
    }
    Consumer<String> how = strike;
    if (how != null) {
      strike = null;
      watched.timing().strikeAtOperation(strikeAt, how);
    }
    watched.start();
    failures = watched.isUp() ? 0 : failures + 1;
    if (failures > MOST_FAILURES) {
      throw new IllegalStateException(
          "expected the broker to open, found that it did not in " + failures + " attempts");
    }
  }
}
