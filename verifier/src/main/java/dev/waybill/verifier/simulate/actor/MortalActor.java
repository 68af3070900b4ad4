package dev.waybill.verifier.simulate.actor;

import dev.waybill.verifier.history.Event;
import dev.waybill.verifier.simulate.host.Remote;
import dev.waybill.verifier.simulate.world.Program;
import dev.waybill.verifier.simulate.world.Rng;

/**
 * A client that is born again when it has died: what its lives have in common.
 *
 * <pre>
 *   begin ──► live ── kill ──► died: begins again soon
 *     ▲                          │
 *     └──────────────────────────┘ until its end, or its most lives
 * </pre>
 */
abstract class MortalActor implements Actor {
  final Setting setting;
  final Rng rng;

  /** The life at hand. */
  Program program;

  Remote remote;
  private final String name;
  private int lives;
  private boolean ending;

  MortalActor(Setting setting, String name) {
    this.setting = setting;
    this.name = name;
    this.rng = setting.rng().of(name);
    this.program = new Program(setting.world(), Actor.process(name, 0));
    this.remote = setting.connect(program);
  }

  /** A new life has begun, of which nothing has happened yet. */
  abstract void live();

  /** This life is over; another is to begin. */
  abstract void died();

  @Override
  public final String name() {
    return name;
  }

  @Override
  public final void begin() {
    if (isAlive() || lives == MOST_LIVES || ending || isOver()) {
      return;
    }
    program = new Program(setting.world(), Actor.process(name, ++lives));
    remote = setting.connect(program);
    live();
  }

  /** Whether it must not live again, for a reason of its own. */
  boolean isOver() {
    return false;
  }

  final boolean hasLived() {
    return lives > 0;
  }

  final boolean isAlive() {
    return lives > 0 && program.isAlive();
  }

  final boolean isEnding() {
    return ending;
  }

  @Override
  public final void end() {
    ending = true;
  }

  @Override
  public final void kill() {
    if (isAlive()) {
      program.kill();
      setting.trace().record(new Event.Crashed(program.name(), "killed"));
      died();
    }
  }

  @Override
  public final void stop(long micros) {
    program.stop(micros);
  }

  @Override
  public final void cut() {
    remote.link().cut();
  }
}
