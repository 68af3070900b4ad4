package dev.waybill.runtime;

import dev.waybill.Explanation;
import dev.waybill.PublisherBuilder;
import dev.waybill.Relay;
import dev.waybill.Subscribe;
import dev.waybill.Topic;
import dev.waybill.Transaction;
import dev.waybill.Transactions;
import dev.waybill.Waybill;
import dev.waybill.admin.GroupDescription;
import dev.waybill.admin.Groups;
import dev.waybill.admin.Topics;
import dev.waybill.engine.Capabilities;
import dev.waybill.engine.Caution;
import dev.waybill.engine.Engine;
import dev.waybill.error.RejectedException;
import dev.waybill.runtime.deliver.Subscriptions;
import dev.waybill.runtime.explain.ConsumeHop;
import dev.waybill.runtime.explain.Explainer;
import dev.waybill.runtime.explain.PublishHop;
import dev.waybill.runtime.explain.RelayHop;
import dev.waybill.runtime.publish.PublishDefaults;
import dev.waybill.runtime.publish.Publishers;
import dev.waybill.runtime.publish.TransactionalSessions;
import dev.waybill.runtime.subscribe.SubscribeTo;
import dev.waybill.runtime.subscribe.SubscriptionStarter;
import dev.waybill.runtime.topic.TopicDirectory;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * A Waybill on any engine. Those of relays are further ones on the same engine, of which the first
 * explains what they do, and which end with it.
 */
final class RuntimeWaybill implements Waybill {

  private final Engine engine;
  private final TopicDirectory directory;
  private final InstantSource clock;
  private final Publishers publishers;
  private final TransactionalSessions sessions;
  private final Subscriptions subscriptions;
  private final Map<RuntimeWaybill, Relay> relays = new ConcurrentHashMap<>();
  private final Consumer<RuntimeWaybill> atEnd;
  private final AtomicBoolean closed = new AtomicBoolean();

  /** Closing it closes the engine. */
  RuntimeWaybill(Engine engine, InstantSource clock) {
    this(engine, new TopicDirectory(engine.topics()), clock, whole -> engine.close());
  }

  private RuntimeWaybill(
      Engine engine,
      TopicDirectory directory,
      InstantSource clock,
      Consumer<RuntimeWaybill> atEnd) {
    this.engine = engine;
    this.directory = directory;
    this.clock = clock;
    this.atEnd = atEnd;
    this.publishers = new Publishers(engine, directory);
    this.sessions = new TransactionalSessions(engine, directory, clock);
    this.subscriptions = new Subscriptions(engine, directory, sessions, clock);
  }

  @Override
  public <T> PublisherBuilder<T> publisher(Topic<T> topic) {
    requireOpen();
    return publishers.begin(topic);
  }

  @Override
  public <T> Subscribe<T> subscribe(Topic<T> topic) {
    requireOpen();
    return new SubscribeTo<>(topic, new SubscriptionStarter(engine, directory, subscriptions));
  }

  @Override
  public Transactions transactions(String id, Duration timeout) {
    requireOpen();
    return sessions.open(id, timeout);
  }

  @Override
  public void transaction(Consumer<Transaction> work) {
    requireOpen();
    sessions.run(work);
  }

  @Override
  public Topics topics() {
    requireOpen();
    return new RuntimeTopics(engine.topics(), directory);
  }

  @Override
  public Groups groups() {
    requireOpen();
    return engine.groups();
  }

  @Override
  public Capabilities capabilities() {
    return engine.capabilities();
  }

  @Override
  public List<Caution> cautions(Set<String> topics) {
    requireOpen();
    return engine.cautions(topics);
  }

  @Override
  public Explanation explain() {
    requireOpen();
    List<GroupDescription> groups =
        engine.groups().list().stream()
            .map(engine.groups()::describe)
            .flatMap(Optional::stream)
            .toList();
    List<RelayHop> relayed = new ArrayList<>();
    relays.forEach(
        (part, relay) ->
            relayed.add(RelayHop.of(relay, part.publishing(), PublishDefaults.DELIVERY_TIMEOUT)));
    relayed.sort(Comparator.comparing(hop -> hop.relay().outbox()));
    List<PublishHop> publishing = publishing();
    List<ConsumeHop> consuming = subscriptions.hops();
    return Explainer.explain(
        engine.capabilities(),
        publishing,
        relayed,
        consuming,
        groups,
        SetupReader.read(engine, publishing, relayed, consuming));
  }

  private List<PublishHop> publishing() {
    List<PublishHop> hops = new ArrayList<>(publishers.hops());
    hops.addAll(sessions.hops());
    return hops;
  }

  @Override
  public Waybill forRelay(Relay relay) {
    requireOpen();
    RuntimeWaybill part = new RuntimeWaybill(engine, directory, clock, relays::remove);
    relays.put(part, relay);
    if (closed.get()) {
      part.close();
      requireOpen();
    }
    return part;
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      try {
        closeParts();
      } finally {
        atEnd.accept(this);
      }
    }
  }

  private void closeParts() {
    try {
      subscriptions.close();
    } finally {
      List.copyOf(relays.keySet()).forEach(RuntimeWaybill::close);
      sessions.closeAll();
      publishers.closeAll();
    }
  }

  private void requireOpen() {
    if (closed.get()) {
      throw new RejectedException(
          "this Waybill is closed; nothing was changed: open another with Waybill.open");
    }
  }
}
