package dev.waybill.embedded;

import dev.waybill.admin.Groups;
import dev.waybill.admin.Topics;
import dev.waybill.broker.Broker;
import dev.waybill.broker.core.BrokerSettings;
import dev.waybill.broker.producer.ProducerIdentity;
import dev.waybill.embedded.admin.EmbeddedGroups;
import dev.waybill.embedded.admin.EmbeddedTopics;
import dev.waybill.embedded.consume.EmbeddedConsumer;
import dev.waybill.embedded.consume.Heartbeats;
import dev.waybill.embedded.publish.BatchingPublisher;
import dev.waybill.embedded.publish.PublishMode;
import dev.waybill.embedded.transaction.EmbeddedTransactions;
import dev.waybill.embedded.translation.Answers;
import dev.waybill.engine.Capabilities;
import dev.waybill.engine.Capability;
import dev.waybill.engine.ConsumerSettings;
import dev.waybill.engine.Engine;
import dev.waybill.engine.EngineConsumer;
import dev.waybill.engine.EnginePublisher;
import dev.waybill.engine.EngineTransactions;
import dev.waybill.engine.PublisherSettings;
import dev.waybill.engine.TransactionSettings;
import dev.waybill.error.RejectedException;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * The engine on a broker in this process. Owns the broker: closing the engine closes it and lets go
 * of the data directory.
 */
public final class EmbeddedEngine implements Engine {
  static final String NAME = "embedded";

  private static final Set<Capability> CAN =
      EnumSet.complementOf(EnumSet.of(Capability.PUBLISH_REPLICATED));

  private final Broker broker;
  private final BrokerSettings settings;
  private final Runnable closeOthers;
  private final Capabilities capabilities =
      new Capabilities(
          NAME,
          CAN,
          List.of(
              "The disk keeps what fsync returned for, power failures included.",
              "The data directory is on a local file system and opened by one process at a time.",
              "There is one copy of the data: what the disk loses is lost."));
  private final Topics topics;
  private final Groups groups;
  private final Heartbeats heartbeats = new Heartbeats("waybill-heartbeats");
  private final Set<BatchingPublisher> publishers = ConcurrentHashMap.newKeySet();
  private final Set<EmbeddedTransactions> sessions = ConcurrentHashMap.newKeySet();
  private final Set<EmbeddedConsumer> consumers = ConcurrentHashMap.newKeySet();
  private final AtomicInteger publisherNumber = new AtomicInteger();
  private final AtomicBoolean closed = new AtomicBoolean();

  /** An engine on that broker, which it owns from now on. */
  public EmbeddedEngine(Broker broker, BrokerSettings settings) {
    this(broker, settings, () -> {});
  }

  /**
   * The same with others who use the broker.
   *
   * @param closeOthers has them stop; run before the broker is closed
   */
  EmbeddedEngine(Broker broker, BrokerSettings settings, Runnable closeOthers) {
    this.closeOthers = closeOthers;
    this.broker = broker;
    this.settings = settings;
    this.topics = new EmbeddedTopics(broker, this::requireOpen, settings.maxBatchBytes());
    this.groups = new EmbeddedGroups(broker, this::requireOpen);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Capabilities capabilities() {
    return capabilities;
  }

  @Override
  public Topics topics() {
    requireOpen();
    return topics;
  }

  @Override
  public Groups groups() {
    requireOpen();
    return groups;
  }

  @Override
  public EnginePublisher publisher(PublisherSettings asked) {
    requireOpen();
    ProducerIdentity producer = Answers.await("opening a publisher", broker::initProducer);
    PublishMode mode =
        PublishMode.plain(asked.acks(), settings.maxUnwrittenBytes(), System::nanoTime);
    BatchingPublisher publisher = publisher(asked, producer, mode, publishers::remove);
    publishers.add(publisher);
    return publisher;
  }

  private BatchingPublisher publisher(
      PublisherSettings asked,
      ProducerIdentity producer,
      PublishMode mode,
      Consumer<BatchingPublisher> onClosed) {
    String thread = "waybill-publisher-" + publisherNumber.incrementAndGet();
    return new BatchingPublisher(thread, broker, producer, asked, mode, onClosed);
  }

  @Override
  public EngineTransactions transactions(TransactionSettings asked) {
    requireOpen();
    ProducerIdentity producer =
        Answers.await(
            "taking over transactional id " + asked.transactionalId(),
            () -> broker.initProducer(asked.transactionalId(), asked.timeout()));
    PublishMode mode = PublishMode.transactional(settings.maxUnwrittenBytes(), System::nanoTime);
    // The session closes its publisher itself.
    BatchingPublisher publisher = publisher(asked.publishing(), producer, mode, closed -> {});
    EmbeddedTransactions session =
        new EmbeddedTransactions(broker, asked, producer, publisher, sessions::remove);
    sessions.add(session);
    return session;
  }

  @Override
  public EngineConsumer consumer(ConsumerSettings asked) {
    requireOpen();
    EmbeddedConsumer consumer =
        new EmbeddedConsumer(broker, asked, heartbeats, System::nanoTime, consumers::remove);
    consumers.add(consumer);
    return consumer;
  }

  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    try {
      consumers.forEach(EmbeddedConsumer::shutDown);
      sessions.forEach(EmbeddedTransactions::close);
      publishers.forEach(BatchingPublisher::close);
    } finally {
      heartbeats.close();
      closeOthers.run();
      broker.close();
    }
  }

  private void requireOpen() {
    if (closed.get()) {
      throw new RejectedException(
          "the embedded engine is closed: expected an open one; nothing was done. Open the data"
              + " directory again");
    }
  }
}
