package dev.waybill.verifier.simulate.actor;

import dev.waybill.broker.error.BrokerException;
import dev.waybill.broker.topic.TopicDescription;
import dev.waybill.broker.topic.TopicPartition;
import dev.waybill.broker.topic.TopicSettings;
import dev.waybill.verifier.simulate.host.Answer;
import dev.waybill.verifier.simulate.host.Remote;
import dev.waybill.verifier.simulate.world.Link.Carriage;
import dev.waybill.verifier.simulate.world.Program;
import dev.waybill.verifier.simulate.world.Rng;

/** Creates and deletes topics of its own, and gives up the oldest messages of one that is given. */
public final class Operator implements Actor {
  private static final int TOPICS = 2;

  private final Setting setting;
  private final TopicPartition trimmed;
  private final Rng rng;
  private final Program program;
  private final Remote remote;
  private boolean ending;

  /**
   * @param trimmed whose oldest messages it deletes now and then
   */
  public Operator(Setting setting, String name, TopicPartition trimmed) {
    this.setting = setting;
    this.trimmed = trimmed;
    this.rng = setting.rng().of(name);
    this.program = new Program(setting.world(), Actor.process(name, 1));
    this.remote = setting.connect(program);
  }

  @Override
  public String name() {
    return program.name();
  }

  @Override
  public void begin() {
    program.later(rng.between(20_000, 120_000), this::act);
  }

  @Override
  public void end() {
    ending = true;
  }

  @Override
  public void kill() {
    // Whoever operates a broker is patient.
  }

  @Override
  public void stop(long micros) {
    program.stop(micros);
  }

  @Override
  public void cut() {
    remote.link().cut();
  }

  /** More partitions for a topic that is in use. */
  public void grow(String topic, int partitions) {
    remote.<TopicDescription>ask(
        "add-partitions",
        Carriage.ORDERED,
        Patience.ANSWER,
        (core, future) -> core.addPartitions(topic, partitions, future),
        answer -> {
          if (answer instanceof Answer.Silence) {
            program.later(Patience.MOST_PAUSE, () -> grow(topic, partitions));
          }
        });
  }

  private void act() {
    if (ending) {
      return;
    }
    String topic = "x" + rng.below(TOPICS);
    switch (rng.below(3)) {
      case 0 ->
          remote.<TopicDescription>ask(
              "create-topic",
              Carriage.LOOSE,
              Patience.ANSWER,
              (core, future) -> core.createTopic(topic, TopicSettings.ofPartitions(1), future),
              answer -> begin());
      case 1 ->
          remote.<Void>ask(
              "delete-topic",
              Carriage.LOOSE,
              Patience.ANSWER,
              (core, future) -> core.deleteTopic(topic, future),
              answer -> begin());
      default -> trim();
    }
  }

  private void trim() {
    long end;
    try {
      end = setting.host().view(trimmed).offsets().highWatermark();
    } catch (BrokerException down) {
      begin();
      return;
    }
    long before = rng.between(0, end);
    remote.<Long>ask(
        "delete-records",
        Carriage.LOOSE,
        Patience.ANSWER,
        (core, future) -> core.deleteRecords(trimmed, before, future),
        answer -> begin());
  }
}
