package dev.waybill.verifier.simulate.actor;

import dev.waybill.broker.append.Acks;
import dev.waybill.broker.append.Appended;
import dev.waybill.broker.append.Joining;
import dev.waybill.broker.error.ErrorCode;
import dev.waybill.broker.topic.TopicPartition;
import dev.waybill.verifier.history.Event;
import dev.waybill.verifier.simulate.actor.Encoder.Outgoing;
import dev.waybill.verifier.simulate.host.Answer;
import dev.waybill.verifier.simulate.world.Link.Carriage;
import java.util.List;

/**
 * A publisher without an id: one message at a time. At least once it repeats what is not answered;
 * at most once it sends and forgets, over a connection that does not repeat either.
 */
public final class PlainPublisher extends MortalActor {
  private static final int KEYS = 3;
  private static final int NO_SUCH_PARTITION = 99;

  /**
   * @param durableEnd what was durable when the broker answered
   */
  private record Sent(
      TopicPartition to, long message, byte[] bytes, long createdMicros, long[] durableEnd) {}

  private final List<TopicPartition> targets;
  private final boolean careless;
  private final long pace;
  private final Encoder encoder = new Encoder();
  private long sent;
  private long unanswered = Event.NO_MESSAGE;

  /**
   * @param careless whether it publishes at most once
   * @param pace microseconds between two messages, on average
   */
  public PlainPublisher(
      Setting setting, String name, List<TopicPartition> targets, boolean careless, long pace) {
    super(setting, name);
    this.targets = List.copyOf(targets);
    this.careless = careless;
    this.pace = pace;
  }

  @Override
  void live() {
    sent = 0;
    publishLater();
  }

  @Override
  void died() {
    if (unanswered != Event.NO_MESSAGE) {
      unknown(unanswered, "its publisher was killed");
    }
    setting.world().after(pace, this::begin);
  }

  private void publishLater() {
    program.later(rng.between(pace / 4, pace * 7 / 4), this::publish);
  }

  private void publish() {
    if (isEnding()) {
      return;
    }
    TopicPartition to = targets.get(rng.below(targets.size()));
    if (!careless && rng.chance(0.04)) {
      // There is no such partition: the one answer that says for sure that nothing is stored.
      to = new TopicPartition(to.topic(), NO_SUCH_PARTITION);
    }
    Outgoing next = new Outgoing(setting.trace().nextMessage(), sent++, "q" + rng.below(KEYS));
    byte[] bytes = encoder.encode(to, List.of(next), setting.host().wallMillis(), null, -1, false);
    setting
        .trace()
        .record(
            new Event.PublishInvoked(
                program.name(),
                next.message(),
                to.topic(),
                to.partition(),
                next.key(),
                next.sequence(),
                Event.NO_TRANSACTION));
    if (careless) {
      sendCarelessly(to, next.message(), bytes);
    } else {
      unanswered = next.message();
      send(new Sent(to, next.message(), bytes, setting.world().nowMicros(), new long[1]));
    }
  }

  private void sendCarelessly(TopicPartition to, long message, byte[] bytes) {
    Acks acks = rng.chance(0.5) ? Acks.NONE : Acks.WRITTEN;
    remote.<Appended>ask(
        "append-careless",
        Carriage.ORDERED,
        Patience.ANSWER,
        Encoder.append(to, bytes, acks, Joining.BY_APPENDING),
        answer -> {});
    unknown(message, "not awaited");
    publishLater();
  }

  private void send(Sent sent) {
    remote.<Appended>ask(
        "append-plain",
        Carriage.LOOSE,
        Patience.ANSWER,
        Encoder.append(sent.to, sent.bytes, Acks.SYNCED, Joining.BY_APPENDING),
        appended -> sent.durableEnd[0] = setting.host().tellDurable(sent.to),
        answer -> answered(sent, answer));
  }

  private void answered(Sent sent, Answer<Appended> answer) {
    TopicPartition to = sent.to;
    if (answer instanceof Answer.Done<Appended> done) {
      unanswered = Event.NO_MESSAGE;
      setting
          .trace()
          .record(
              new Event.Published(
                  program.name(),
                  sent.message,
                  to.topic(),
                  to.partition(),
                  done.value().baseOffset()));
      setting
          .trace()
          .answered(to.topic(), to.partition(), done.value().baseOffset(), sent.durableEnd[0]);
      publishLater();
      return;
    }
    ErrorCode code = answer.code();
    if (code == ErrorCode.UNKNOWN_TOPIC_OR_PARTITION && to.partition() == NO_SUCH_PARTITION) {
      unanswered = Event.NO_MESSAGE;
      setting
          .trace()
          .record(new Event.PublishFailed(program.name(), sent.message, code.toString()));
      publishLater();
      return;
    }
    boolean mayPass =
        code == null
            || code.isRetriable()
            || code == ErrorCode.BROKER_CLOSED
            || code == ErrorCode.STORAGE_FAILED;
    if (!mayPass || setting.world().nowMicros() - sent.createdMicros >= Patience.DELIVERY) {
      unanswered = Event.NO_MESSAGE;
      unknown(sent.message, "gave up: " + answer);
      publishLater();
    } else {
      program.later(rng.between(Patience.LEAST_PAUSE, Patience.MOST_PAUSE), () -> send(sent));
    }
  }

  private void unknown(long message, String why) {
    setting.trace().record(new Event.PublishUnknown(program.name(), message, why));
  }
}
