package dev.waybill.verifier.simulate.loop;

import dev.waybill.Delivery;
import dev.waybill.Guarantee;
import dev.waybill.MultiProcessor;
import dev.waybill.Retry;
import dev.waybill.Subscription;
import dev.waybill.Topic;
import dev.waybill.WhenExhausted;
import dev.waybill.WhenOvertaken;
import dev.waybill.broker.topic.TopicPartition;
import dev.waybill.codec.Codec;
import dev.waybill.codec.Codecs;
import dev.waybill.message.StartPosition;
import dev.waybill.runtime.deliver.SubscriptionSettings;
import dev.waybill.runtime.deliver.Subscriptions;
import dev.waybill.runtime.explain.CommitMode;
import dev.waybill.runtime.explain.ConsumeHop;
import dev.waybill.runtime.explain.Effect;
import dev.waybill.runtime.publish.TransactionalSessions;
import dev.waybill.runtime.topic.TopicDirectory;
import dev.waybill.verifier.history.Event;
import dev.waybill.verifier.history.Payload;
import dev.waybill.verifier.simulate.actor.Actor;
import dev.waybill.verifier.simulate.actor.ClassicMembership;
import dev.waybill.verifier.simulate.actor.Effects;
import dev.waybill.verifier.simulate.actor.HeartbeatMembership;
import dev.waybill.verifier.simulate.actor.Setting;
import dev.waybill.verifier.simulate.actor.Worker.Protocol;
import dev.waybill.verifier.simulate.host.Remote;
import dev.waybill.verifier.simulate.world.Program;
import dev.waybill.verifier.simulate.world.Rng;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A process with one subscription as an application has it: the production loops poll, share out,
 * handle on lanes, try again and commit; under exactly-once, in transactions with what they
 * publish.
 */
public final class LoopMember implements Actor {
  private static final Topic<Payload> OUT =
      Topic.named("out").of(Codec.of(Payload::toBytes, LoopMember::unread)).key(Payload::key);

  private static final int LANES = 2;
  private static final int MAX_BATCH = 8;
  private static final double FAILURES = 0.04;
  private static final Duration COMMIT_EVERY = Duration.ofMillis(40);
  private static final Duration SESSION = Duration.ofMillis(550);
  private static final Duration HANDLER = Duration.ofMinutes(5);

  /** So many that none is given up: nobody reads dead letters here. */
  private static final Retry RETRY = Retry.fixed(Duration.ofMillis(7)).maxAttempts(1_000_000);

  private final Setting setting;
  private final String name;
  private final String group;
  private final String topic;
  private final Protocol protocol;
  private final Guarantee guarantee;
  private final long slownessMicros;
  private final Effects effects;
  private final Rng rng;
  private int lives;
  private boolean ending;
  private @Nullable Life life;

  private record Life(Program program, Remote remote, Strands strands, Subscription subscription) {}

  /**
   * @param slownessMicros how long its handler takes for a message, on average
   */
  public LoopMember(
      Setting setting,
      String name,
      String group,
      String topic,
      Protocol protocol,
      Guarantee guarantee,
      long slownessMicros,
      Effects effects) {
    this.setting = setting;
    this.name = name;
    this.group = group;
    this.topic = topic;
    this.protocol = protocol;
    this.guarantee = guarantee;
    this.slownessMicros = slownessMicros;
    this.effects = effects;
    this.rng = setting.rng().of(name);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public void begin() {
    if (life != null || lives == MOST_LIVES || ending) {
      return;
    }
    Program program = new Program(setting.world(), Actor.process(name, ++lives));
    Remote remote = setting.connect(program);
    Strands strands = new Strands(setting.world(), program, rng);
    LoopEngine engine =
        new LoopEngine(
            setting,
            program,
            remote,
            strands,
            rng,
            (of, topics, listener) ->
                protocol == Protocol.CLASSIC
                    ? new ClassicMembership(program, remote, of, this::partitions, listener)
                    : new HeartbeatMembership(program, remote, of, topics, listener));
    TopicDirectory directory = new TopicDirectory(engine.topics());
    Subscriptions subscriptions =
        new Subscriptions(
            engine,
            directory,
            new TransactionalSessions(engine, directory, this::now),
            this::now,
            strands);
    Topic<byte[]> read = Topic.named(topic).of(Codecs.bytes());
    SubscriptionSettings<byte[]> settings =
        new SubscriptionSettings<>(
            read,
            directory.route(read),
            Optional.of(group),
            guarantee,
            StartPosition.earliest(),
            MAX_BATCH,
            HANDLER,
            SESSION,
            guarantee == Guarantee.EXACTLY_ONCE ? 1 : LANES,
            guarantee == Guarantee.AT_MOST_ONCE ? Retry.none() : RETRY,
            WhenExhausted.stop(),
            Optional.empty(),
            COMMIT_EVERY,
            false,
            WhenOvertaken.SKIP);
    life = new Life(program, remote, strands, subscribe(subscriptions, settings, engine));
  }

  private Subscription subscribe(
      Subscriptions subscriptions, SubscriptionSettings<byte[]> settings, LoopEngine engine) {
    if (guarantee == Guarantee.EXACTLY_ONCE) {
      ConsumeHop hop =
          ConsumeHop.byDefault(topic, group, guarantee, CommitMode.IN_TRANSACTION, Effect.none());
      return subscriptions.process(
          settings, hop, (delivery, outputs) -> process(engine, delivery, outputs));
    }
    ConsumeHop hop =
        ConsumeHop.byDefault(
            topic,
            group,
            guarantee,
            guarantee == Guarantee.AT_MOST_ONCE ? CommitMode.BEFORE : CommitMode.INTERVAL,
            Effect.none());
    return subscriptions.handleDeliveries(settings, hop, delivery -> handle(engine, delivery));
  }

  private static Payload unread(byte[] bytes) {
    throw new IllegalStateException("expected to publish only, found " + bytes.length + " bytes");
  }

  private Instant now() {
    return Instant.ofEpochMilli(setting.host().wallMillis());
  }

  private Set<TopicPartition> partitions() {
    Set<TopicPartition> all = new TreeSet<>();
    for (int i = 0; i < setting.host().partitions(topic); i++) {
      all.add(new TopicPartition(topic, i));
    }
    return all;
  }

  /** One message out for each that comes in, of the same key. */
  private void process(LoopEngine engine, Delivery<byte[]> delivery, MultiProcessor.Outputs outputs)
      throws InterruptedException {
    Event.Delivered delivered = delivered(engine.process(), delivery);
    takeTime(engine.strands());
    if (rng.chance(FAILURES)) {
      throw new HandlerFailure();
    }
    long made = setting.trace().nextMessage();
    engine.made(made, delivered);
    outputs.publish(OUT, new Payload(made, 0, OUT.name(), delivery.key().orElse("")));
  }

  private void handle(LoopEngine engine, Delivery<byte[]> delivery) throws InterruptedException {
    Event.Delivered delivered = delivered(engine.process(), delivery);
    setting.trace().record(delivered);
    takeTime(engine.strands());
    int partition = delivered.partition();
    long offset = delivered.offset();
    if (guarantee != Guarantee.AT_MOST_ONCE && rng.chance(FAILURES)) {
      setting
          .trace()
          .record(new Event.GivenBack(engine.process(), group, topic, partition, offset));
      throw new HandlerFailure();
    }
    effects.happen(group, delivered.message());
    setting
        .trace()
        .record(new Event.Acknowledged(engine.process(), group, topic, partition, offset));
  }

  private Event.Delivered delivered(String process, Delivery<byte[]> delivery) {
    Payload.Opened opened = Payload.open(delivery.message(), topic, delivery.key().orElse(""));
    return new Event.Delivered(
        process,
        group,
        topic,
        delivery.topicPartition().partition(),
        delivery.offset(),
        opened.message(),
        opened.integrity());
  }

  private void takeTime(Strands strands) throws InterruptedException {
    if (rng.chance(0.5)) {
      strands.sleep(rng.between(10, 4 * slownessMicros));
    }
  }

  @Override
  public void end() {
    ending = true;
  }

  @Override
  public void kill() {
    Life now = life;
    if (now == null) {
      return;
    }
    requireRunning(now);
    release();
    setting.trace().record(new Event.Crashed(now.program().name(), "killed"));
    setting.world().after(rng.between(1_000, 40_000), this::begin);
  }

  /** Nothing here gives a subscription a reason to stop by itself. */
  private static void requireRunning(Life now) {
    now.subscription()
        .failure()
        .ifPresent(
            failure -> {
              throw new IllegalStateException(
                  "expected " + now.program().name() + " to run, found it stopped", failure);
            });
  }

  /** Its threads end; nothing is written down of it. */
  @Override
  public void release() {
    Life now = life;
    if (now != null) {
      life = null;
      now.program().kill();
      now.strands().kill();
    }
  }

  @Override
  public void stop(long micros) {
    Life now = life;
    if (now != null) {
      requireRunning(now);
      now.program().stop(micros);
    }
  }

  @Override
  public void cut() {
    Life now = life;
    if (now != null) {
      now.remote().link().cut();
    }
  }

  /** What handlers throw now and then. */
  private static final class HandlerFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    HandlerFailure() {
      super("a handler's failure", null, false, false);
    }
  }
}
