package dev.waybill.verifier.simulate.actor;

import dev.waybill.broker.append.Acks;
import dev.waybill.broker.append.Appended;
import dev.waybill.broker.append.Joining;
import dev.waybill.broker.error.ErrorCode;
import dev.waybill.broker.producer.ProducerIdentity;
import dev.waybill.broker.topic.TopicPartition;
import dev.waybill.verifier.history.Event;
import dev.waybill.verifier.simulate.actor.Encoder.Outgoing;
import dev.waybill.verifier.simulate.host.Answer;
import dev.waybill.verifier.simulate.world.Link.Carriage;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * An idempotent publisher: several batches on their way at once, each with its place in a sequence,
 * repeated until they are answered. What cannot be resolved ends its session; the next one is
 * another process with another producer id.
 */
public final class SequencedPublisher extends MortalActor {
  private static final int MOST_IN_FLIGHT = 4;
  private static final int KEYS = 5;
  private static final int MOST_OUT_OF_ORDER = 4;
  private static final long FORGOTTEN = -1;

  private static final class Batch {
    final TopicPartition to;
    final List<Outgoing> messages;
    final byte[] bytes;
    final long createdMicros;

    /** What was durable when the broker answered first. */
    long durableEnd = -1;

    int outOfOrder;

    Batch(TopicPartition to, List<Outgoing> messages, byte[] bytes, long createdMicros) {
      this.to = to;
      this.messages = messages;
      this.bytes = bytes;
      this.createdMicros = createdMicros;
    }
  }

  private static final class Lane {
    final Deque<Batch> inFlight = new ArrayDeque<>();
    int nextSequence;
  }

  private final List<TopicPartition> targets;
  private final Carriage carriage;
  private final long pace;
  private final double restlessness;
  private final Encoder encoder = new Encoder();

  private final Map<TopicPartition, Lane> lanes = new TreeMap<>();
  private @Nullable ProducerIdentity producer;
  private long sent;

  /**
   * @param pace microseconds between two batches, on average
   * @param restlessness how likely it is to begin anew rather than to publish a batch
   */
  public SequencedPublisher(
      Setting setting,
      String name,
      List<TopicPartition> targets,
      Carriage carriage,
      long pace,
      double restlessness) {
    super(setting, name);
    this.targets = List.copyOf(targets);
    this.carriage = carriage;
    this.pace = pace;
    this.restlessness = restlessness;
  }

  @Override
  void live() {
    producer = null;
    sent = 0;
    lanes.clear();
    initialize();
  }

  @Override
  void died() {
    over("its publisher was killed");
  }

  private void initialize() {
    remote.<ProducerIdentity>ask(
        "init-idempotent",
        carriage,
        Patience.ANSWER,
        (core, future) -> core.initProducer(future),
        answer -> {
          if (answer instanceof Answer.Done<ProducerIdentity> done) {
            producer = done.value();
            publishLater();
          } else {
            program.later(pause(), this::initialize);
          }
        });
  }

  private long pause() {
    return rng.between(Patience.LEAST_PAUSE, Patience.MOST_PAUSE);
  }

  private void publishLater() {
    program.later(rng.between(pace / 4, pace * 7 / 4), this::publish);
  }

  private void publish() {
    ProducerIdentity by = producer;
    if (isEnding() || by == null) {
      return;
    }
    if (rng.chance(restlessness)) {
      over("its process ends");
      return;
    }
    TopicPartition to = targets.get(rng.below(targets.size()));
    Lane lane = lanes.computeIfAbsent(to, each -> new Lane());
    if (lane.inFlight.size() < MOST_IN_FLIGHT) {
      List<Outgoing> messages = new ArrayList<>();
      for (int count = 1 + rng.below(6); count > 0; count--) {
        messages.add(new Outgoing(setting.trace().nextMessage(), sent++, "k" + rng.below(KEYS)));
      }
      byte[] bytes =
          encoder.encode(to, messages, setting.host().wallMillis(), by, lane.nextSequence, false);
      lane.nextSequence += messages.size();
      Batch batch = new Batch(to, messages, bytes, setting.world().nowMicros());
      lane.inFlight.addLast(batch);
      for (Outgoing each : messages) {
        setting
            .trace()
            .record(
                new Event.PublishInvoked(
                    program.name(),
                    each.message(),
                    to.topic(),
                    to.partition(),
                    each.key(),
                    each.sequence(),
                    Event.NO_TRANSACTION));
      }
      send(lane, batch);
    }
    publishLater();
  }

  private void send(Lane lane, Batch batch) {
    if (!lane.inFlight.contains(batch)) {
      return;
    }
    remote.<Appended>ask(
        "append",
        carriage,
        Patience.ANSWER,
        Encoder.append(batch.to, batch.bytes, Acks.SYNCED, Joining.BY_APPENDING),
        appended -> {
          if (batch.durableEnd < 0) {
            batch.durableEnd = setting.host().tellDurable(batch.to);
          }
        },
        answer -> answered(lane, batch, answer));
  }

  private void answered(Lane lane, Batch batch, Answer<Appended> answer) {
    if (!lane.inFlight.contains(batch)) {
      return;
    }
    if (answer instanceof Answer.Done<Appended> done) {
      lane.inFlight.remove(batch);
      long offset = done.value().baseOffset();
      for (Outgoing each : batch.messages) {
        setting
            .trace()
            .record(
                new Event.Published(
                    program.name(),
                    each.message(),
                    batch.to.topic(),
                    batch.to.partition(),
                    offset++));
      }
      setting
          .trace()
          .answered(batch.to.topic(), batch.to.partition(), offset - 1, batch.durableEnd);
      return;
    }
    ErrorCode code = answer.code();
    boolean mayPass =
        code == null
            || code.isRetriable()
            || code == ErrorCode.BROKER_CLOSED
            || code == ErrorCode.STORAGE_FAILED
            || (code == ErrorCode.OUT_OF_ORDER_SEQUENCE
                // Those before it are on their way, or this answer overtook theirs.
                && (lane.inFlight.peekFirst() != batch || ++batch.outOfOrder < MOST_OUT_OF_ORDER));
    if (code == ErrorCode.DUPLICATE_SEQUENCE) {
      lane.inFlight.remove(batch);
      stored(batch);
    } else if (!mayPass) {
      over("refused with " + code);
    } else if (setting.world().nowMicros() - batch.createdMicros >= Patience.DELIVERY) {
      over("not answered within its delivery timeout");
    } else {
      program.later(pause(), () -> send(lane, batch));
    }
  }

  /** The session is over; whatever is unanswered stays so. */
  private void over(String why) {
    program.kill();
    for (Lane lane : lanes.values()) {
      lane.inFlight.forEach(batch -> unknown(batch, why));
      lane.inFlight.clear();
    }
    producer = null;
    setting.world().after(pause(), this::begin);
  }

  /** As clients take it: it is there, at a place that the broker has forgotten. */
  private void stored(Batch batch) {
    for (Outgoing each : batch.messages) {
      setting
          .trace()
          .record(
              new Event.Published(
                  program.name(),
                  each.message(),
                  batch.to.topic(),
                  batch.to.partition(),
                  FORGOTTEN));
    }
  }

  private void unknown(Batch batch, String why) {
    for (Outgoing each : batch.messages) {
      setting.trace().record(new Event.PublishUnknown(program.name(), each.message(), why));
    }
  }
}
