package dev.waybill.runtime;

import dev.waybill.Explanation;
import dev.waybill.PublisherBuilder;
import dev.waybill.Subscribe;
import dev.waybill.Topic;
import dev.waybill.Transaction;
import dev.waybill.Transactions;
import dev.waybill.Waybill;
import dev.waybill.admin.GroupDescription;
import dev.waybill.admin.Groups;
import dev.waybill.admin.Topics;
import dev.waybill.engine.Capabilities;
import dev.waybill.engine.Engine;
import dev.waybill.error.RejectedException;
import dev.waybill.runtime.deliver.Subscriptions;
import dev.waybill.runtime.explain.Explainer;
import dev.waybill.runtime.explain.PublishHop;
import dev.waybill.runtime.publish.Publishers;
import dev.waybill.runtime.publish.TransactionalSessions;
import dev.waybill.runtime.subscribe.SubscribeTo;
import dev.waybill.runtime.subscribe.SubscriptionStarter;
import dev.waybill.runtime.topic.TopicDirectory;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/** A Waybill on any engine. */
final class RuntimeWaybill implements Waybill {

  private final Engine engine;
  private final TopicDirectory directory;
  private final Publishers publishers;
  private final TransactionalSessions sessions;
  private final Subscriptions subscriptions;
  private final AtomicBoolean closed = new AtomicBoolean();

  RuntimeWaybill(Engine engine, InstantSource clock) {
    this.engine = engine;
    this.directory = new TopicDirectory(engine.topics());
    this.publishers = new Publishers(engine, directory, clock);
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
  public Explanation explain() {
    requireOpen();
    List<PublishHop> hops = new ArrayList<>(publishers.hops());
    hops.addAll(sessions.hops());
    List<GroupDescription> groups =
        engine.groups().list().stream()
            .map(engine.groups()::describe)
            .flatMap(Optional::stream)
            .toList();
    return Explainer.explain(engine.capabilities(), hops, subscriptions.hops(), groups);
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      try (engine) {
        try {
          subscriptions.close();
        } finally {
          sessions.closeAll();
          publishers.closeAll();
        }
      }
    }
  }

  private void requireOpen() {
    if (closed.get()) {
      throw new RejectedException(
          "this Waybill is closed; nothing was changed: open another with Waybill.open");
    }
  }
}
