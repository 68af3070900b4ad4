package dev.waybill.verifier.simulate.actor;

import dev.waybill.broker.append.Acks;
import dev.waybill.broker.topic.TopicPartition;
import dev.waybill.verifier.history.Event;
import dev.waybill.verifier.simulate.host.Remote;
import dev.waybill.verifier.simulate.world.Program;
import dev.waybill.verifier.simulate.world.Rng;
import java.util.List;

/**
 * Publishes in transactions that read nothing: its commit follows its messages at once, when they
 * are not even written. It dies for good, sometimes of itself, in the middle: nobody but the
 * transaction's timeout ends what it leaves open.
 */
public final class TransactionalPublisher implements Actor {
  private static final int MOST_MESSAGES = 4;
  private static final int KEYS = 5;
  private static final double ABORTS = 0.15;
  private static final double DEATHS = 0.004;

  private final Setting setting;
  private final String name;
  private final List<TopicPartition> outputs;
  private final long pace;
  private final Rng rng;
  private final Program program;
  private final Remote remote;
  private boolean ending;
  private Session session;

  /**
   * @param pace microseconds between two transactions, on average
   */
  public TransactionalPublisher(
      Setting setting, String name, List<TopicPartition> outputs, long pace) {
    this.setting = setting;
    this.name = name;
    this.outputs = List.copyOf(outputs);
    this.pace = pace;
    this.rng = setting.rng().of(name);
    this.program = new Program(setting.world(), Actor.process(name, 1));
    this.remote = setting.connect(program);
    this.session = newSession();
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public void begin() {
    session.begin();
  }

  @Override
  public void end() {
    ending = true;
  }

  @Override
  public void kill() {
    if (program.isAlive()) {
      program.kill();
      setting.trace().record(new Event.Crashed(program.name(), "killed"));
    }
  }

  @Override
  public void stop(long micros) {
    program.stop(micros);
  }

  @Override
  public void cut() {
    remote.link().cut();
  }

  private Session newSession() {
    return new Session(
        setting, program, remote, "tx-" + name, Acks.NONE, rng, this::workLater, this::ended);
  }

  private void workLater() {
    program.later(rng.between(pace / 4, pace * 7 / 4), this::work);
  }

  private void work() {
    if (ending || !session.isReady()) {
      return;
    }
    session.open();
    for (int left = 1 + rng.below(MOST_MESSAGES); left > 0; left--) {
      session.publish(outputs.get(rng.below(outputs.size())), List.of("x" + rng.below(KEYS)));
    }
    if (rng.chance(DEATHS)) {
      program.later(rng.between(1, 5_000), this::kill);
    }
    session.finish(!rng.chance(ABORTS));
  }

  private void ended(Session.End end) {
    if (end == Session.End.COMMITTED || end == Session.End.ABORTED) {
      workLater();
    } else {
      session = newSession();
      program.later(rng.between(1_000, 30_000), session::begin);
    }
  }
}
