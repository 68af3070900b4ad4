package dev.waybill;

import dev.waybill.admin.Groups;
import dev.waybill.admin.Topics;
import dev.waybill.engine.Capabilities;
import dev.waybill.engine.Caution;
import dev.waybill.engine.Engine;
import dev.waybill.engine.EngineUrl;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The way in. Thread-safe; one per application and data directory is enough.
 *
 * <pre>{@code
 * try (Waybill waybill = Waybill.open("embedded:./data")) {
 *   Publisher<Order> publisher = waybill.publisher(orders, Guarantee.AT_LEAST_ONCE);
 *   publisher.publish(order).join();
 *   waybill.subscribe(orders).group("notification").atLeastOnce().handle(o -> mail(o));
 * }
 * }</pre>
 */
public interface Waybill extends AutoCloseable {

  /**
   * Opens what the URL names: {@code embedded:DIRECTORY} is a durable log in this process, {@code
   * kafka://HOST:PORT,HOST:PORT} an Apache Kafka cluster.
   *
   * @throws dev.waybill.error.RejectedException unknown scheme, unusable directory, in use by
   *     another process (the message names it)
   * @throws dev.waybill.error.CorruptException what must be read to begin is damaged
   */
  static Waybill open(String url) {
    return open(url, Map.of());
  }

  /** Opens what the URL names, with options beside those in its query. */
  static Waybill open(String url, Map<String, String> options) {
    return over(EngineUrl.parse(url).open(options));
  }

  /** On an engine that the caller opened; closing this closes it. */
  static Waybill over(Engine engine) {
    return WaybillProvider.find().connect(engine);
  }

  /** Begins a publisher with options. */
  <T> PublisherBuilder<T> publisher(Topic<T> topic);

  /** A publisher with the defaults of that guarantee. */
  default <T> Publisher<T> publisher(Topic<T> topic, Guarantee guarantee) {
    return publisher(topic).guarantee(guarantee).open();
  }

  /** Begins a subscription. */
  <T> Subscribe<T> subscribe(Topic<T> topic);

  /**
   * Begins a session of transactions of up to {@link Transactions#DEFAULT_TIMEOUT} each.
   *
   * @param id names the session across restarts; the newest session of an id fences the older ones
   */
  default Transactions transactions(String id) {
    return transactions(id, Transactions.DEFAULT_TIMEOUT);
  }

  /**
   * Begins a session of transactions.
   *
   * <p>Until a transaction ends, readers of committed messages wait before its first message; the
   * timeout bounds that wait when a session dies.
   *
   * @param id names the session across restarts; the newest session of an id fences the older ones
   * @param timeout a transaction open for longer is aborted, and its commit throws {@link
   *     dev.waybill.error.FencedException}; the embedded engine takes up to 15 minutes
   * @throws dev.waybill.error.RejectedException the timeout is longer than the engine allows
   */
  Transactions transactions(String id, Duration timeout);

  /**
   * One transaction under an id of its own: commits when the work returns, aborts if it throws. The
   * work has {@link Transactions#DEFAULT_TIMEOUT}; take {@link #transactions(String, Duration)} if
   * it may need longer.
   */
  void transaction(Consumer<Transaction> work);

  Topics topics();

  Groups groups();

  Capabilities capabilities();

  /**
   * What the settings of the engine and of those topics, as they are now, mean for promises that
   * rest on them; empty for an engine where nothing can be set up wrongly. {@link #explain} repeats
   * them where a chain rests on them, and what would rest on an error is refused when it is opened.
   *
   * @param topics names; those that do not exist are passed over
   * @return those about the whole engine first, then topic by topic
   * @throws dev.waybill.error.RetriableException no answer in time; nothing is known
   */
  List<Caution> cautions(Set<String> topics);

  /**
   * What is promised, hop by hop, for every open publisher and subscription, and through every
   * relay.
   */
  Explanation explain();

  /**
   * The same engine for something that publishes what was committed to a database before: an
   * outbox's relay, which asks for it itself. What is opened through the returned Waybill is
   * explained here as that relay's, not as the application's: chains go from the handlers that
   * write the messages, through the relay, to the groups that read them.
   *
   * <p>Closing the returned closes what was opened through it, and leaves this one and its engine
   * open; closing this one closes both.
   */
  Waybill forRelay(Relay relay);

  /**
   * Closes all subscriptions at the same time, then publishers, then the engine. Handlers have 30
   * seconds to end before they are interrupted.
   */
  @Override
  void close();
}
