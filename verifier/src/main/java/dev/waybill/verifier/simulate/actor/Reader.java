package dev.waybill.verifier.simulate.actor;

import dev.waybill.broker.error.BrokerException;
import dev.waybill.broker.error.ErrorCode;
import dev.waybill.broker.partition.Isolation;
import dev.waybill.broker.partition.ReadResult;
import dev.waybill.broker.topic.TopicPartition;
import dev.waybill.verifier.history.Event;
import dev.waybill.verifier.simulate.host.Answer;
import dev.waybill.verifier.simulate.host.Messages;

/**
 * Reads one partition from wherever it begins, and remembers its place in memory only: a broadcast
 * subscriber, or somebody who replays. Its group is its own name.
 */
public final class Reader extends MortalActor {
  private final TopicPartition partition;
  private final Isolation isolation;
  private final long slownessMicros;
  private long next;

  /**
   * @param slownessMicros how long it takes over what it fetched
   */
  public Reader(
      Setting setting,
      String name,
      TopicPartition partition,
      Isolation isolation,
      long slownessMicros) {
    super(setting, name);
    this.partition = partition;
    this.isolation = isolation;
    this.slownessMicros = slownessMicros;
  }

  @Override
  void live() {
    next = 0;
    setting
        .trace()
        .record(
            new Event.Assigned(
                program.name(), name(), partition.topic(), partition.partition(), next));
    fetch();
  }

  @Override
  void died() {
    setting.world().after(rng.between(1_000, 50_000), this::begin);
  }

  private void fetch() {
    remote.fetch(partition, next, isolation, this::fetched);
  }

  private void fetched(Answer<ReadResult> answer) {
    if (answer instanceof Answer.Done<ReadResult> done) {
      for (Messages.Found each : Messages.in(done.value(), partition.topic(), next)) {
        setting
            .trace()
            .record(
                new Event.Delivered(
                    program.name(),
                    name(),
                    partition.topic(),
                    partition.partition(),
                    each.offset(),
                    each.message(),
                    each.integrity()));
      }
      next = done.value().nextOffset();
      if (!isEnding()) {
        program.later(rng.between(slownessMicros / 2, slownessMicros + 200), this::fetch);
      }
    } else if (answer.code() == ErrorCode.OFFSET_OUT_OF_RANGE) {
      seekToEarliest();
    } else if (!isEnding()) {
      program.later(rng.between(Patience.LEAST_PAUSE, Patience.MOST_PAUSE), this::fetch);
    }
  }

  /** What it meant to read is gone: that is what its topic's retention says. */
  private void seekToEarliest() {
    try {
      next = setting.host().view(partition).offsets().logStart();
      setting.trace().fault(program.name(), "retention-overtook", partition.toString());
      setting
          .trace()
          .record(
              new Event.Sought(
                  program.name(), name(), partition.topic(), partition.partition(), next));
      fetch();
    } catch (BrokerException down) {
      program.later(Patience.MOST_PAUSE, this::seekToEarliest);
    }
  }
}
