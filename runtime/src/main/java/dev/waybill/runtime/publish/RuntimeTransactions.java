package dev.waybill.runtime.publish;

import dev.waybill.Topic;
import dev.waybill.Transaction;
import dev.waybill.Transactions;
import dev.waybill.engine.EngineTransactions;
import dev.waybill.engine.PublishCompletion;
import dev.waybill.error.RejectedException;
import dev.waybill.message.Headers;
import dev.waybill.runtime.explain.PublishHop;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A session of transactions over an engine's. One thread at a time; only {@link #close} may come
 * from another, when the Waybill is closed.
 *
 * <p>After a commit that failed or whose outcome is unknown the engine's session is given up, and
 * the next {@link #begin} opens a new one of the same id: taking the id over settles whatever the
 * old session left open.
 */
final class RuntimeTransactions implements Transactions {

  private final String id;
  private final Duration timeout;
  private final TransactionalSessions sessions;
  private final Supplier<EngineTransactions> opener;
  private final Consumer<RuntimeTransactions> onClose;
  private final Map<Topic<?>, Envelope<?>> envelopes = new HashMap<>();

  /** Per topic name. Read by any thread that wants an explanation. */
  private final Map<String, PublishHop> hops = new ConcurrentHashMap<>();

  private volatile EngineTransactions engine;
  private @Nullable RuntimeTransaction current;
  private boolean spoilt;
  private volatile boolean closed;

  RuntimeTransactions(
      String id,
      Duration timeout,
      TransactionalSessions sessions,
      Supplier<EngineTransactions> opener,
      Consumer<RuntimeTransactions> onClose) {
    this.id = id;
    this.timeout = timeout;
    this.sessions = sessions;
    this.opener = opener;
    this.onClose = onClose;
    this.engine = opener.get();
  }

  @Override
  public Transaction begin() {
    requireUsable();
    if (current != null && current.isOpen()) {
      throw new RejectedException(
          "expected the last transaction of '"
              + id
              + "' to have ended, found it open; nothing was begun: commit or abort it first");
    }
    if (spoilt) {
      engine.close();
      engine = opener.get();
      spoilt = false;
    }
    engine.begin();
    current = new RuntimeTransaction(this);
    return current;
  }

  @Override
  public String id() {
    return id;
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      try {
        engine.close();
      } finally {
        onClose.accept(this);
      }
    }
  }

  /** How long a transaction may be open. */
  Duration timeout() {
    return timeout;
  }

  /** The topics written to so far; any thread. */
  Collection<PublishHop> hops() {
    return hops.values();
  }

  EngineTransactions engine() {
    return engine;
  }

  boolean isSpoilt() {
    return spoilt;
  }

  /** The engine's session cannot be used for another transaction. */
  void spoil() {
    spoilt = true;
  }

  void requireUsable() {
    if (closed) {
      throw new RejectedException(
          "the transactions of '" + id + "' are closed; nothing was changed: open others");
    }
  }

  <T> void publish(Topic<T> topic, T message, Headers headers, PublishCompletion completion) {
    Envelope<T> envelope = envelope(topic);
    byte[] key = envelope.key(message);
    byte[] value = envelope.value(message);
    engine.publish(
        envelope.partition(key),
        sessions.clock().millis(),
        key,
        value,
        envelope.headers(message, headers),
        completion);
  }

  // Keyed by the topic object itself: equal names may come with different codecs.
  @SuppressWarnings("unchecked") // envelope(topic) alone fills the map, with the topic's own type
  private <T> Envelope<T> envelope(Topic<T> topic) {
    Envelope<?> known = envelopes.get(topic);
    if (known == null) {
      known = sessions.envelope(topic);
      envelopes.put(topic, known);
      hops.putIfAbsent(topic.name(), sessions.hop(topic));
    }
    return (Envelope<T>) known;
  }
}
