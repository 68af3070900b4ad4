package dev.waybill.runtime.publish;

import dev.waybill.Topic;
import dev.waybill.Transaction;
import dev.waybill.Transactions;
import dev.waybill.engine.Capability;
import dev.waybill.engine.Engine;
import dev.waybill.engine.EngineTransactions;
import dev.waybill.engine.TransactionSettings;
import dev.waybill.error.RejectedException;
import dev.waybill.message.Durability;
import dev.waybill.runtime.explain.PublishHop;
import dev.waybill.runtime.plan.Footing;
import dev.waybill.runtime.plan.Planner;
import dev.waybill.runtime.topic.TopicDirectory;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** Opens sessions of transactions and knows which are open. Thread-safe. */
public final class TransactionalSessions {

  private final Engine engine;
  private final TopicDirectory topics;
  private final Planner planner;
  private final Footing footing;
  private final InstantSource clock;
  private final Set<RuntimeTransactions> open = ConcurrentHashMap.newKeySet();

  // Sessions for single transactions are used again: taking an id over costs a synced write.
  private final ConcurrentLinkedDeque<RuntimeTransactions> idle = new ConcurrentLinkedDeque<>();
  private final String ownIds = "waybill-" + UUID.randomUUID() + "-";
  private final AtomicInteger ownIdCount = new AtomicInteger();

  public TransactionalSessions(Engine engine, TopicDirectory topics, InstantSource clock) {
    this.engine = engine;
    this.topics = topics;
    this.planner = new Planner(engine.capabilities());
    this.footing = new Footing(engine);
    this.clock = clock;
  }

  /** Opens a session; older ones of the same id are fenced. */
  public Transactions open(String id, Duration timeout) {
    if (timeout.toMillis() < 1) {
      throw new RejectedException(
          "transactions of '"
              + id
              + "': expected a timeout of at least 1 ms, found "
              + timeout
              + "; nothing was opened");
    }
    return openSession(id, timeout);
  }

  /** Runs the work in a transaction of its own: commits when it returns, aborts if it throws. */
  public void run(Consumer<Transaction> work) {
    RuntimeTransactions session = idle.poll();
    if (session == null) {
      session = openSession(ownIds + ownIdCount.getAndIncrement(), Transactions.DEFAULT_TIMEOUT);
    }
    boolean reusable = false;
    try {
      session.run(work);
      reusable = true;
    } finally {
      if (reusable && !session.isSpoilt()) {
        idle.push(session);
      } else {
        session.close();
      }
    }
  }

  /** A session of the engine's for transactions that are ended soon after they began. */
  public EngineTransactions openEngine(String id) {
    return openEngine(id, Transactions.DEFAULT_TIMEOUT);
  }

  private EngineTransactions openEngine(String id, Duration timeout) {
    return engine.transactions(new TransactionSettings(id, timeout, PublishDefaults.durable(true)));
  }

  /**
   * The topics that open sessions have written to so far. Those of {@link #run} stay open for the
   * next one.
   */
  public List<PublishHop> hops() {
    return open.stream().flatMap(session -> session.hops().stream()).distinct().toList();
  }

  /** Aborts what is open and closes all sessions. */
  public void closeAll() {
    new ArrayList<>(open).forEach(Transactions::close);
  }

  InstantSource clock() {
    return clock;
  }

  <T> Envelope<T> envelope(Topic<T> topic) {
    Envelope<T> envelope = new Envelope<>(topic, topics.route(topic));
    footing.publishInTransactions(topic.name());
    return envelope;
  }

  /** What a session declares by publishing to the topic. */
  PublishHop hop(Topic<?> topic) {
    Durability durability =
        engine.capabilities().can(Capability.PUBLISH_SYNCED)
            ? Durability.SYNCED
            : Durability.REPLICATED;
    return PublishHop.transactions(
        topic.name(), durability, topic.idFunction().isPresent(), PublishDefaults.DELIVERY_TIMEOUT);
  }

  private RuntimeTransactions openSession(String id, Duration timeout) {
    planner.transactions(id);
    footing.transactions(id);
    RuntimeTransactions session =
        new RuntimeTransactions(id, timeout, this, () -> openEngine(id, timeout), open::remove);
    open.add(session);
    return session;
  }
}
