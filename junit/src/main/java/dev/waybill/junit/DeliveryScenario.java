package dev.waybill.junit;

import dev.waybill.BatchHandler;
import dev.waybill.DeduplicationStore;
import dev.waybill.DeliveryHandler;
import dev.waybill.Guarantee;
import dev.waybill.Handler;
import dev.waybill.Subscribe;
import dev.waybill.Subscription;
import dev.waybill.Topic;
import dev.waybill.TransactionalBatchHandler;
import dev.waybill.TransactionalDeliveryHandler;
import dev.waybill.TransactionalHandler;
import dev.waybill.Waybill;
import dev.waybill.effect.EffectStore;
import dev.waybill.junit.broker.BrokerPool;
import dev.waybill.junit.broker.TestBroker;
import dev.waybill.junit.fault.Fault;
import dev.waybill.junit.life.Life;
import dev.waybill.junit.report.Effects;
import dev.waybill.junit.report.Findings;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link DeliveryTest} says: which messages, handled by what, and what must have come of it.
 * One thread.
 *
 * <pre>
 *   given(topic, messages) ─► [identifiedBy] ─► [deduplicatedBy] ─► handledBy ─► thenEffects ─► match…
 * </pre>
 *
 * <p>Everything happens in {@code match…}: messages are published, the handler runs on the real
 * runtime, the fault happens, and when all is handled the effects are read.
 */
public final class DeliveryScenario implements AutoCloseable {

  private final BrokerPool pool;
  final Guarantee guarantee;
  final Fault fault;
  final boolean faultByName;
  final Findings findings;

  private @Nullable TestBroker broker;
  private @Nullable Waybill waybill;
  private boolean checked;

  DeliveryScenario(
      BrokerPool pool, Guarantee guarantee, Fault fault, boolean faultByName, Findings findings) {
    this.pool = pool;
    this.guarantee = guarantee;
    this.fault = fault;
    this.faultByName = faultByName;
    this.findings = findings;
  }

  /**
   * These messages, published to that topic, which is created. Their ids are the topic's.
   *
   * @param messages in this order; one is enough, more find more
   */
  @SafeVarargs
  @SuppressWarnings("varargs") // only read
  public final <T> Given<T> given(Topic<T> topic, T... messages) {
    return given(topic, List.of(messages));
  }

  /** As {@link #given(Topic, Object...)}. */
  public <T> Given<T> given(Topic<T> topic, List<T> messages) {
    return new Given<>(this, topic, messages);
  }

  /**
   * These messages in a topic of the scenario's own, without a codec: the handler is given the very
   * objects. {@link Given#identifiedBy} says their ids, unless they are texts.
   */
  public <T> Given<T> given(List<T> messages) {
    return new Given<>(this, ByReference.topic(messages), messages);
  }

  /** What this run inflicts; for tests that behave differently under one of them. */
  public Fault fault() {
    return fault;
  }

  /** The run's broker, without faults: for effects that are messages in another topic. */
  public Waybill waybill() {
    Waybill known = waybill;
    if (known == null) {
      known = broker().waybill();
      waybill = known;
    }
    return known;
  }

  TestBroker broker() {
    TestBroker known = broker;
    if (known == null) {
      known = pool.borrow();
      broker = known;
    }
    return known;
  }

  boolean wasChecked() {
    return checked;
  }

  void checked() {
    if (checked) {
      throw new IllegalStateException(
          "expected one match… per scenario, found a second: write another @DeliveryTest");
    }
    checked = true;
  }

  /** Gives the broker back; JUnit calls it. */
  @Override
  public void close() {
    TestBroker known = broker;
    Waybill own = waybill;
    broker = null;
    waybill = null;
    try {
      if (own != null) {
        own.close();
      }
    } finally {
      if (known != null) {
        pool.giveBack(known);
      }
    }
  }

  /**
   * Messages that have no handler yet.
   *
   * @param <T> their type
   */
  public static final class Given<T> {

    private static final String GROUP = "delivery-test";
    private static final Duration COMMIT_EVERY = Duration.ofMillis(20);

    private final DeliveryScenario scenario;
    private final Topic<T> topic;
    private final List<T> messages;
    private Optional<Function<? super T, String>> id;
    private Optional<Supplier<DeduplicationStore>> deduplication = Optional.empty();

    private Given(DeliveryScenario scenario, Topic<T> topic, List<T> messages) {
      this.scenario = scenario;
      this.topic = topic;
      this.messages = List.copyOf(messages);
      this.id = topic.idFunction();
    }

    /**
     * What effects are called by, for a topic without {@link Topic#id}. The topic stays without: it
     * is the test that knows.
     */
    public Given<T> identifiedBy(Function<? super T, String> id) {
      this.id = Optional.of(id);
      return this;
    }

    /** Subscribes with that store, as {@link Subscribe.AtLeastOnce#deduplicate} does. */
    public Given<T> deduplicatedBy(DeduplicationStore store) {
      deduplication = Optional.of(() -> store);
      return this;
    }

    // ---- the handler --------------------------------------------------------------------------

    /**
     * Subscribed at-most-once if that is declared, else at-least-once. One instance for all lives
     * of the process: what it remembers itself does not die with them, see {@link #handledByNew}.
     */
    public Handled<T> handledBy(Handler<? super T> handler) {
      return handledByNew(() -> handler);
    }

    /** As {@link #handledBy(Handler)}, with a new handler after each crash. */
    public Handled<T> handledByNew(Supplier<? extends Handler<? super T>> handler) {
      return plain(
          group -> group.atMostOnce().handle(handler.get()), stage -> stage.handle(handler.get()));
    }

    /** As {@link #handledBy(Handler)}. */
    public Handled<T> deliveriesHandledBy(DeliveryHandler<T> handler) {
      return plain(
          group -> group.atMostOnce().handleDeliveries(handler),
          stage -> stage.handleDeliveries(handler));
    }

    /** As {@link #handledBy(Handler)}. */
    public Handled<T> batchesHandledBy(BatchHandler<T> handler) {
      return plain(
          group -> group.atMostOnce().handleBatches(handler),
          stage -> stage.handleBatches(handler));
    }

    /** Subscribed {@code exactlyOnce(store)}. */
    public <X> Handled<T> handledBy(
        EffectStore<X> store, TransactionalHandler<? super T, ? super X> handler) {
      return inGroup(group -> group.exactlyOnce(store).handle(handler));
    }

    /** Subscribed {@code exactlyOnce(store)}. */
    public <X> Handled<T> deliveriesHandledBy(
        EffectStore<X> store, TransactionalDeliveryHandler<T, ? super X> handler) {
      return inGroup(group -> group.exactlyOnce(store).handleDeliveries(handler));
    }

    /** Subscribed {@code exactlyOnce(store)}. */
    public <X> Handled<T> batchesHandledBy(
        EffectStore<X> store, TransactionalBatchHandler<T, ? super X> handler) {
      return inGroup(group -> group.exactlyOnce(store).handleBatches(handler));
    }

    /**
     * Subscribed by the application's own code, with all its options; called once per life of the
     * process. It must subscribe a group to the scenario's topic through the Waybill that it is
     * given.
     */
    public Handled<T> subscribedBy(Subscriber<T> subscriber) {
      return new Handled<>(this, waybill -> subscriber.subscribe(waybill, topic));
    }

    private interface InGroup<T> {
      Subscription subscribe(Subscribe.InGroup<T> group);
    }

    private interface AfterHandler<T> {
      Subscription subscribe(Subscribe.AtLeastOnce<T> stage);
    }

    private Handled<T> plain(InGroup<T> atMostOnce, AfterHandler<T> atLeastOnce) {
      return inGroup(
          group -> {
            if (scenario.guarantee == Guarantee.AT_MOST_ONCE) {
              return atMostOnce.subscribe(group);
            }
            Subscribe.AtLeastOnce<T> stage = group.atLeastOnce().commitEvery(COMMIT_EVERY);
            return atLeastOnce.subscribe(
                deduplication.map(store -> stage.deduplicate(store.get())).orElse(stage));
          });
    }

    private Handled<T> inGroup(InGroup<T> subscriber) {
      return new Handled<>(
          this, waybill -> subscriber.subscribe(waybill.subscribe(topic).group(GROUP)));
    }
  }

  /**
   * The application's own subscription.
   *
   * @param <T> the type of the topic's messages
   */
  @FunctionalInterface
  public interface Subscriber<T> {
    Subscription subscribe(Waybill waybill, Topic<T> topic) throws Exception;
  }

  /** Reads effects, one element each: the id of the message that caused it. */
  @FunctionalInterface
  public interface EffectList {
    Collection<?> read() throws Exception;
  }

  /** Reads effects, counted by the id of the message that caused them. */
  @FunctionalInterface
  public interface EffectCounts {
    Map<?, ? extends Number> read() throws Exception;
  }

  /**
   * Messages with a handler.
   *
   * @param <T> their type
   */
  public static final class Handled<T> {

    private final Given<T> given;
    private final Life.Subscriber subscriber;
    private Duration within = Duration.ofSeconds(30);

    private Handled(Given<T> given, Life.Subscriber subscriber) {
      this.given = given;
      this.subscriber = subscriber;
    }

    /** Bound on one run; 30 seconds unless said. */
    public Handled<T> within(Duration bound) {
      within = bound;
      return this;
    }

    /**
     * How to find out what came of the messages. Called twice: before anything is published, when
     * there must be nothing, and after everything is handled.
     */
    @SuppressWarnings({
      "overloads",
      "FunctionalInterfaceClash"
    }) // what is returned tells them apart
    public Matching thenEffects(EffectList effects) {
      return matching(() -> Effects.of(effects.read()));
    }

    /** As {@link #thenEffects(EffectList)}. */
    @SuppressWarnings({"overloads", "FunctionalInterfaceClash"})
    public Matching thenEffects(EffectCounts effects) {
      return matching(() -> Effects.of(effects.read()));
    }

    private Matching matching(ScenarioRun.Reading effects) {
      Function<? super T, String> id =
          given.id.orElseThrow(
              () ->
                  new IllegalStateException(
                      "expected messages that can be told apart, found "
                          + given.topic
                          + " without an id: declare Topic…id(…), or say identifiedBy(…) in the"
                          + " scenario"));
      return new Matching(
          given.scenario,
          new ScenarioRun<>(
              given.scenario, given.topic, given.messages, id, subscriber, within, effects));
    }
  }

  /** The last word: what the effects must be. */
  public static final class Matching {

    private final DeliveryScenario scenario;
    private final ScenarioRun<?> run;

    private Matching(DeliveryScenario scenario, ScenarioRun<?> run) {
      this.scenario = scenario;
      this.run = run;
    }

    /** One effect per message. */
    public void matchExactlyOnce() {
      run.match(Guarantee.EXACTLY_ONCE);
    }

    /** One effect per message, or more. */
    public void matchAtLeastOnce() {
      run.match(Guarantee.AT_LEAST_ONCE);
    }

    /** One effect per message, or none. */
    public void matchAtMostOnce() {
      run.match(Guarantee.AT_MOST_ONCE);
    }

    /** What the annotation declares. */
    public void matchDeclared() {
      run.match(scenario.guarantee);
    }
  }
}
