package dev.waybill.verifier.simulate.world;

/**
 * A simulated process: what it meant to do later is not done once it is killed, and waits while it
 * is stopped.
 */
public final class Program {
  private final World world;
  private final String name;
  private boolean alive = true;
  private long stoppedUntil;

  /**
   * @param name unique in the history
   */
  public Program(World world, String name) {
    this.world = world;
    this.name = name;
  }

  public String name() {
    return name;
  }

  public boolean isAlive() {
    return alive;
  }

  public void kill() {
    alive = false;
  }

  /** As SIGSTOP: it does nothing for so long. */
  public void stop(long micros) {
    stoppedUntil = Math.max(stoppedUntil, world.nowMicros() + micros);
  }

  /** Until when it is stopped, in microseconds; in the past if it runs. */
  public long stoppedUntil() {
    return stoppedUntil;
  }

  /** Does it after so long, if it lives then. */
  public void later(long micros, Runnable action) {
    world.after(micros, () -> run(action));
  }

  /** Does it now, or when it is no longer stopped; never if it is dead. */
  public void run(Runnable action) {
    if (!alive) {
      return;
    }
    if (stoppedUntil > world.nowMicros()) {
      world.at(stoppedUntil, () -> run(action));
    } else {
      action.run();
    }
  }
}
