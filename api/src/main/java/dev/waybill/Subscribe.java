package dev.waybill;

import dev.waybill.effect.EffectStore;
import dev.waybill.message.StartPosition;
import java.time.Duration;

/**
 * The beginning of a subscription: as a member of a group, or for every live subscriber.
 *
 * @param <T> the type of the topic's messages
 */
public interface Subscribe<T> {

  /** Joins a group: partitions are shared out among its members, positions are remembered. */
  InGroup<T> group(String name);

  /** Every live subscriber gets every message from now on; nothing is kept for the absent. */
  Broadcast<T> broadcast();

  /** The choice of a guarantee, from publisher's log to handler's effect. */
  interface InGroup<T> {

    /** The position is committed before the handler runs. */
    AtMostOnce<T> atMostOnce();

    /** The position is committed after the handler has run. */
    AtLeastOnce<T> atLeastOnce();

    /** The position is committed in one transaction with what was made of the message. */
    ExactlyOnce<T> exactlyOnce();

    /**
     * The position is committed in one database transaction with the handler's effects. It is kept
     * in that database: what the engine knows of the group's positions follows it, and counts only
     * where the database has none.
     */
    <X> InStore<T, X> exactlyOnce(EffectStore<X> store);
  }

  /** Options that every subscription has. */
  interface Options<S> {

    /** Where to begin without a committed position; earliest for groups unless said. */
    S startAt(StartPosition position);

    /**
     * At most that many messages of a partition at once; 10,000 by default, 65,536 where the
     * position is committed first.
     */
    S maxBatch(int messages);

    /**
     * A handler that runs for longer is interrupted, and its attempt has failed; one that does not
     * end even then stops the subscription. Five minutes by default.
     */
    S handlerTimeout(Duration timeout);

    /** What to do when retention was faster than this subscription; skip by default, and say so. */
    S whenOvertaken(WhenOvertaken choice);
  }

  /** Options of a group's members. */
  interface Members<S> {

    /**
     * A member that has not polled for so long is taken for dead, and its partitions go to others;
     * 30 seconds by default, 1 second to 30 minutes. Slow handlers do not keep a member from
     * polling.
     *
     * <p>Half of it is how long a partition that moves to another member waits for the handlers
     * that run on its messages. A handler that runs on after that may run beside the new owner's.
     */
    S sessionTimeout(Duration timeout);
  }

  /** Options of subscriptions that handle keys in parallel. */
  interface Lanes<S> {

    /** That many threads: in order per key, in parallel across keys. One by default. */
    S concurrency(int lanes);
  }

  /** Options of subscriptions that never lose a message. */
  interface Retries<S> {

    /** When a failed message is tried again; exponential from 100 ms, 5 attempts by default. */
    S retry(Retry retry);

    /** What becomes of a message after the last attempt; dead letter by default. */
    S whenExhausted(WhenExhausted choice);
  }

  /** Position first, then the handler. */
  interface AtMostOnce<T>
      extends Options<AtMostOnce<T>>, Members<AtMostOnce<T>>, Lanes<AtMostOnce<T>> {
    Subscription handle(Handler<? super T> handler);

    Subscription handleDeliveries(DeliveryHandler<T> handler);

    Subscription handleBatches(BatchHandler<T> handler);
  }

  /** The handler first, then the position. */
  interface AtLeastOnce<T>
      extends Options<AtLeastOnce<T>>,
          Members<AtLeastOnce<T>>,
          Lanes<AtLeastOnce<T>>,
          Retries<AtLeastOnce<T>> {

    /** Skips messages whose id the store knows; needs {@link Topic#id}. */
    AtLeastOnce<T> deduplicate(DeduplicationStore store);

    /** How often positions are committed; every 100 ms by default. */
    AtLeastOnce<T> commitEvery(Duration interval);

    /** A delivery is settled by {@link Delivery#acknowledge}, not by its handler's return. */
    AtLeastOnce<T> commitManually();

    Subscription handle(Handler<? super T> handler);

    Subscription handleDeliveries(DeliveryHandler<T> handler);

    Subscription handleBatches(BatchHandler<T> handler);
  }

  /** Outputs and position in one transaction. */
  interface ExactlyOnce<T>
      extends Options<ExactlyOnce<T>>, Members<ExactlyOnce<T>>, Retries<ExactlyOnce<T>> {

    /** Outputs go to one topic. */
    <O> IntoTopic<T, O> into(Topic<O> topic);

    /** Outputs go to any topics. */
    Subscription process(MultiProcessor<T> processor);
  }

  /** Effects and position in one transaction of a database. */
  interface InStore<T, X>
      extends Options<InStore<T, X>>, Members<InStore<T, X>>, Retries<InStore<T, X>> {

    /**
     * About how long one transaction may take; 500 ms by default. It holds as many messages as were
     * lately handled in that time, and no more than {@link #maxBatch}.
     */
    InStore<T, X> transactionTime(Duration time);

    /**
     * Says that no publisher of the topic ever publishes a message twice: all of them publish in
     * transactions, or are exactly-once relays. Message ids are then not kept, though the topic has
     * them. Without it a message whose {@link Topic#id} was handled before is skipped.
     */
    InStore<T, X> publishedOnce();

    Subscription handle(TransactionalHandler<? super T, ? super X> handler);

    Subscription handleDeliveries(TransactionalDeliveryHandler<T, ? super X> handler);

    Subscription handleBatches(TransactionalBatchHandler<T, ? super X> handler);
  }

  /** The end of a read-process-write subscription. */
  interface IntoTopic<T, O> {
    Subscription process(Processor<? super T, ? extends O> processor);
  }

  /** Every live subscriber, nothing kept. */
  interface Broadcast<T> extends Options<Broadcast<T>>, Lanes<Broadcast<T>> {
    Subscription handle(Handler<? super T> handler);

    Subscription handleDeliveries(DeliveryHandler<T> handler);
  }
}
