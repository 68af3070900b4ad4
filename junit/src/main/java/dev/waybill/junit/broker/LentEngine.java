package dev.waybill.junit.broker;

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

/** Somebody else's engine: whoever closes it closes nothing. */
final class LentEngine implements Engine {

  private final Engine owned;

  LentEngine(Engine owned) {
    this.owned = owned;
  }

  @Override
  public String name() {
    return owned.name();
  }

  @Override
  public Capabilities capabilities() {
    return owned.capabilities();
  }

  @Override
  public List<Caution> cautions(Set<String> topics) {
    return owned.cautions(topics);
  }

  @Override
  public Topics topics() {
    return owned.topics();
  }

  @Override
  public Groups groups() {
    return owned.groups();
  }

  @Override
  public EnginePublisher publisher(PublisherSettings settings) {
    return owned.publisher(settings);
  }

  @Override
  public EngineTransactions transactions(TransactionSettings settings) {
    return owned.transactions(settings);
  }

  @Override
  public EngineConsumer consumer(ConsumerSettings settings) {
    return owned.consumer(settings);
  }

  @Override
  public void close() {}
}
