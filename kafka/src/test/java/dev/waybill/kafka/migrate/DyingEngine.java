package dev.waybill.kafka.migrate;

import dev.waybill.admin.GroupDescription;
import dev.waybill.admin.Groups;
import dev.waybill.admin.TopicDescription;
import dev.waybill.admin.TopicSettings;
import dev.waybill.admin.Topics;
import dev.waybill.engine.Capabilities;
import dev.waybill.engine.ConsumerSettings;
import dev.waybill.engine.Engine;
import dev.waybill.engine.EngineConsumer;
import dev.waybill.engine.EnginePublisher;
import dev.waybill.engine.EngineTransactions;
import dev.waybill.engine.PublishCompletion;
import dev.waybill.engine.PublisherSettings;
import dev.waybill.engine.TransactionSettings;
import dev.waybill.error.OutcomeUnknownException;
import dev.waybill.message.Headers;
import dev.waybill.message.StartPosition;
import dev.waybill.message.TopicPartition;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An engine whose user dies at the n-th step that changes something: before it, or after it and
 * before its answer. Nothing reaches the engine from then on, no abort and no close either.
 */
final class DyingEngine implements Engine {
  private final Engine engine;
  private int stepsLeft;
  private boolean dead;

  /**
   * @param stepsLeft it dies at that step, from 1
   */
  DyingEngine(Engine engine, int stepsLeft) {
    this.engine = engine;
    this.stepsLeft = stepsLeft;
  }

  boolean isDead() {
    return dead;
  }

  private void step(Runnable change) {
    look();
    change.run();
    look();
  }

  private void look() {
    if (dead || --stepsLeft == 0) {
      dead = true;
      throw new OutcomeUnknownException("the process has died");
    }
  }

  @Override
  public String name() {
    return engine.name();
  }

  @Override
  public Capabilities capabilities() {
    return engine.capabilities();
  }

  @Override
  public Topics topics() {
    return new DyingTopics(engine.topics());
  }

  @Override
  public Groups groups() {
    return new DyingGroups(engine.groups());
  }

  @Override
  public EnginePublisher publisher(PublisherSettings settings) {
    throw new UnsupportedOperationException("a migration publishes in transactions only");
  }

  @Override
  public EngineTransactions transactions(TransactionSettings settings) {
    look();
    EngineTransactions session = engine.transactions(settings);
    look();
    return new DyingTransactions(session);
  }

  @Override
  public EngineConsumer consumer(ConsumerSettings settings) {
    return engine.consumer(settings);
  }

  @Override
  public void close() {}

  private final class DyingTransactions implements EngineTransactions {
    private final EngineTransactions session;

    DyingTransactions(EngineTransactions session) {
      this.session = session;
    }

    @Override
    public void begin() {
      step(session::begin);
    }

    @Override
    public void publish(
        TopicPartition partition,
        long timestampMillis,
        byte @Nullable [] key,
        byte @Nullable [] value,
        Headers headers,
        PublishCompletion completion) {
      step(() -> session.publish(partition, timestampMillis, key, value, headers, completion));
    }

    @Override
    public void commitPositions(EngineConsumer consumer, Map<TopicPartition, Long> next) {
      throw new UnsupportedOperationException("a migration sets positions of groups without it");
    }

    @Override
    public void commit() {
      step(session::commit);
    }

    @Override
    public void abort() {
      step(session::abort);
    }

    @Override
    public void close(Duration timeout) {
      if (!dead) {
        session.close(timeout);
      }
    }
  }

  private final class DyingTopics implements Topics {
    private final Topics topics;

    DyingTopics(Topics topics) {
      this.topics = topics;
    }

    @Override
    public void create(String name, TopicSettings settings) {
      step(() -> topics.create(name, settings));
    }

    @Override
    public boolean createIfMissing(String name, TopicSettings settings) {
      look();
      boolean created = topics.createIfMissing(name, settings);
      look();
      return created;
    }

    @Override
    public void addPartitions(String name, int partitions) {
      step(() -> topics.addPartitions(name, partitions));
    }

    @Override
    public void delete(String name) {
      step(() -> topics.delete(name));
    }

    @Override
    public List<String> list() {
      return topics.list();
    }

    @Override
    public Optional<TopicDescription> describe(String name) {
      return topics.describe(name);
    }
  }

  private final class DyingGroups implements Groups {
    private final Groups groups;

    DyingGroups(Groups groups) {
      this.groups = groups;
    }

    @Override
    public List<String> list() {
      return groups.list();
    }

    @Override
    public Optional<GroupDescription> describe(String group) {
      return groups.describe(group);
    }

    @Override
    public void reset(String group, String topic, StartPosition position) {
      step(() -> groups.reset(group, topic, position));
    }

    @Override
    public void reset(String group, Map<TopicPartition, Long> next) {
      step(() -> groups.reset(group, next));
    }

    @Override
    public void delete(String group) {
      step(() -> groups.delete(group));
    }
  }
}
