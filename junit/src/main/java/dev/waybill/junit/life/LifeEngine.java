package dev.waybill.junit.life;

import dev.waybill.admin.Groups;
import dev.waybill.admin.Topics;
import dev.waybill.engine.Capabilities;
import dev.waybill.engine.Caution;
import dev.waybill.engine.ConsumerSettings;
import dev.waybill.engine.Engine;
import dev.waybill.engine.EngineConsumer;
import dev.waybill.engine.EnginePublisher;
import dev.waybill.engine.EngineTransactions;
import dev.waybill.engine.PublisherSettings;
import dev.waybill.engine.TransactionSettings;
import java.util.List;
import java.util.Set;

/** The broker as one life sees it. */
record LifeEngine(Engine broker, Life life) implements Engine {

  @Override
  public String name() {
    return broker.name();
  }

  @Override
  public Capabilities capabilities() {
    return broker.capabilities();
  }

  @Override
  public List<Caution> cautions(Set<String> topics) {
    return broker.cautions(topics);
  }

  @Override
  public Topics topics() {
    return broker.topics();
  }

  @Override
  public Groups groups() {
    return broker.groups();
  }

  @Override
  public EnginePublisher publisher(PublisherSettings settings) {
    life.requireAlive();
    return broker.publisher(settings);
  }

  @Override
  public EngineTransactions transactions(TransactionSettings settings) {
    life.requireAlive();
    return broker.transactions(settings);
  }

  @Override
  public EngineConsumer consumer(ConsumerSettings settings) {
    life.requireAlive();
    if (!settings.topics().contains(life.world().topic())) {
      return broker.consumer(settings);
    }
    LifeConsumer consumer = new LifeConsumer(broker, settings, life);
    life.has(consumer);
    return consumer;
  }

  @Override
  public void close() {
    broker.close();
  }
}
