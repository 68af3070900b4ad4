package dev.waybill.runtime.deliver;

import dev.waybill.BatchHandler;
import dev.waybill.DeliveryHandler;
import dev.waybill.Handler;
import dev.waybill.MultiProcessor;
import dev.waybill.Subscription;
import dev.waybill.TransactionalBatchHandler;
import dev.waybill.TransactionalDeliveryHandler;
import dev.waybill.TransactionalHandler;
import dev.waybill.effect.EffectSession;
import dev.waybill.effect.EffectStore;
import dev.waybill.engine.Engine;
import dev.waybill.error.WaybillException;
import dev.waybill.runtime.explain.ConsumeHop;
import dev.waybill.runtime.publish.TransactionalSessions;
import dev.waybill.runtime.timing.Timing;
import dev.waybill.runtime.topic.TopicDirectory;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** Starts subscriptions and knows which are open. Thread-safe. */
public final class Subscriptions implements AutoCloseable {

  private final Services services;
  private final Timing timing;
  private final Map<RunningSubscription, Supplier<ConsumeHop>> open = new ConcurrentHashMap<>();

  public Subscriptions(
      Engine engine, TopicDirectory topics, TransactionalSessions sessions, InstantSource clock) {
    this(engine, topics, sessions, clock, Timing.MACHINE);
  }

  /**
   * @param timing what their threads run and wait by
   */
  public Subscriptions(
      Engine engine,
      TopicDirectory topics,
      TransactionalSessions sessions,
      InstantSource clock,
      Timing timing) {
    this.timing = timing;
    this.services =
        new Services(
            engine, topics, sessions, new TransactionalSlots(), new HandlerWatch(timing), clock);
  }

  public <T> Subscription handle(
      SubscriptionSettings<T> settings, ConsumeHop hop, Handler<? super T> handler) {
    return start(settings, hop, new Invocation.Plain<>(new Decoder<>(settings.topic()), handler));
  }

  public <T> Subscription handleDeliveries(
      SubscriptionSettings<T> settings, ConsumeHop hop, DeliveryHandler<T> handler) {
    return start(
        settings, hop, new Invocation.WithDelivery<>(new Decoder<>(settings.topic()), handler));
  }

  public <T> Subscription handleBatches(
      SubscriptionSettings<T> settings, ConsumeHop hop, BatchHandler<T> handler) {
    return start(settings, hop, new Invocation.Batches<>(new Decoder<>(settings.topic()), handler));
  }

  /** Outputs of the processor and the position in one transaction. */
  public <T> Subscription process(
      SubscriptionSettings<T> settings, ConsumeHop hop, MultiProcessor<T> processor) {
    Lifecycle lifecycle = new Lifecycle(timing);
    return start(
        settings,
        () -> hop,
        lifecycle,
        new TransactionLoop<>(settings, services, lifecycle, processor));
  }

  public <T, X> Subscription handle(
      SubscriptionSettings<T> settings,
      EffectSettings effects,
      EffectStore<X> store,
      ConsumeHop hop,
      TransactionalHandler<? super T, ? super X> handler) {
    return start(
        settings,
        effects,
        store,
        hop,
        new EffectInvocation.Plain<>(new Decoder<>(settings.topic()), handler));
  }

  public <T, X> Subscription handleDeliveries(
      SubscriptionSettings<T> settings,
      EffectSettings effects,
      EffectStore<X> store,
      ConsumeHop hop,
      TransactionalDeliveryHandler<T, ? super X> handler) {
    return start(
        settings,
        effects,
        store,
        hop,
        new EffectInvocation.WithDelivery<>(new Decoder<>(settings.topic()), handler));
  }

  public <T, X> Subscription handleBatches(
      SubscriptionSettings<T> settings,
      EffectSettings effects,
      EffectStore<X> store,
      ConsumeHop hop,
      TransactionalBatchHandler<T, ? super X> handler) {
    return start(
        settings,
        effects,
        store,
        hop,
        new EffectInvocation.Batches<>(new Decoder<>(settings.topic()), handler));
  }

  private <T, X> Subscription start(
      SubscriptionSettings<T> settings,
      EffectSettings effects,
      EffectStore<X> store,
      ConsumeHop hop,
      EffectInvocation<T, X> invocation) {
    Lifecycle lifecycle = new Lifecycle(timing);
    EffectSession<X> session = store.open(settings.group().orElseThrow());
    try {
      return start(
          settings,
          () -> hop.writing(session.outgoing()),
          lifecycle,
          new EffectLoop<>(settings, effects, services, lifecycle, session, invocation));
    } catch (WaybillException e) {
      session.close();
      throw e;
    }
  }

  private <T> Subscription start(
      SubscriptionSettings<T> settings, ConsumeHop hop, Invocation<T> invocation) {
    Lifecycle lifecycle = new Lifecycle(timing);
    return start(
        settings, () -> hop, lifecycle, new LaneLoop<>(settings, services, lifecycle, invocation));
  }

  private Subscription start(
      SubscriptionSettings<?> settings,
      Supplier<ConsumeHop> hop,
      Lifecycle lifecycle,
      DeliveryLoop<?> loop) {
    RunningSubscription subscription =
        new RunningSubscription(settings.name(), lifecycle, loop, open::remove);
    try {
      loop.begin();
    } catch (WaybillException e) {
      loop.consumer.close();
      throw e;
    }
    open.put(subscription, hop);
    return subscription;
  }

  /** What the open subscriptions declared, and were seen to write. */
  public List<ConsumeHop> hops() {
    return open.values().stream().map(Supplier::get).toList();
  }

  /** Closes all of them at the same time: slow handlers do not add up. */
  @Override
  public void close() {
    List<RunningSubscription> all = List.copyOf(open.keySet());
    all.forEach(subscription -> subscription.beginClose(Subscription.CLOSE_TIMEOUT));
    all.forEach(subscription -> subscription.close(Subscription.CLOSE_TIMEOUT));
    services.watch().close();
  }
}
