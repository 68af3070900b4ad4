package dev.waybill.runtime.publish;

import dev.waybill.Publisher;
import dev.waybill.PublisherBuilder;
import dev.waybill.Topic;
import dev.waybill.engine.Engine;
import dev.waybill.runtime.explain.PublishHop;
import dev.waybill.runtime.plan.Footing;
import dev.waybill.runtime.plan.Planner;
import dev.waybill.runtime.topic.TopicDirectory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Opens publishers and knows which are open. Thread-safe. */
public final class Publishers {

  private final Engine engine;
  private final TopicDirectory topics;
  private final Planner planner;
  private final Footing footing;
  private final Map<Publisher<?>, PublishHop> open = new ConcurrentHashMap<>();

  public Publishers(Engine engine, TopicDirectory topics) {
    this.engine = engine;
    this.topics = topics;
    this.planner = new Planner(engine.capabilities());
    this.footing = new Footing(engine);
  }

  public <T> PublisherBuilder<T> begin(Topic<T> topic) {
    return new PublisherPlan<>(topic, engine.capabilities(), this);
  }

  <T> Publisher<T> open(Topic<T> topic, PublisherPlan<T> plan) {
    planner.publish(topic.name(), plan.guarantee(), plan.whenWritten());
    Envelope<T> envelope = new Envelope<>(topic, topics.route(topic));
    footing.publish(topic.name(), plan.guarantee());
    TopicPublisher<T> publisher =
        new TopicPublisher<>(
            topic, plan.guarantee(), envelope, engine.publisher(plan.settings()), open::remove);
    open.put(publisher, plan.hop());
    return publisher;
  }

  /** What the open publishers declared. */
  public List<PublishHop> hops() {
    return List.copyOf(open.values());
  }

  /** Flushes and closes all of them. */
  public void closeAll() {
    new ArrayList<>(open.keySet()).forEach(Publisher::close);
  }
}
