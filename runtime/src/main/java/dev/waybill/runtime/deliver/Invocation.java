package dev.waybill.runtime.deliver;

import dev.waybill.BatchHandler;
import dev.waybill.DeliveryHandler;
import dev.waybill.Handler;
import dev.waybill.message.StoredMessage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** How the application's handler is called: decoded, and in the shape that it asked for. */
sealed interface Invocation<T> {

  /**
   * Decodes one message and hands it over.
   *
   * @param settlement told when the delivery is settled by hand; null: the return settles it
   * @return why the handler calls it failed without throwing; null otherwise
   * @throws Exception of the codec's or the handler's: this attempt has failed
   */
  @Nullable Throwable invoke(
      Track track, StoredMessage message, int attempt, DeliveryOf.@Nullable Settlement settlement)
      throws Exception;

  /** What a handler that was interrupted for its time has failed with. */
  static TimeoutException timedOut(Duration timeout) {
    return new TimeoutException(
        "expected the handler to end within " + timeout + "; it was interrupted");
  }

  /** The value alone: nothing is allocated but what the codec makes. */
  record Plain<T>(Decoder<T> decoder, Handler<? super T> handler) implements Invocation<T> {
    @Override
    public @Nullable Throwable invoke(
        Track track, StoredMessage message, int attempt, DeliveryOf.@Nullable Settlement settlement)
        throws Exception {
      handler.handle(decoder.decode(message));
      return null;
    }
  }

  /** The value with what is known about it. */
  record WithDelivery<T>(Decoder<T> decoder, DeliveryHandler<T> handler) implements Invocation<T> {
    @Override
    public @Nullable Throwable invoke(
        Track track, StoredMessage message, int attempt, DeliveryOf.@Nullable Settlement settlement)
        throws Exception {
      DeliveryOf<T> delivery =
          new DeliveryOf<>(decoder.decode(message), track, message, attempt, settlement);
      return call(List.of(delivery), settlement, () -> handler.handle(delivery));
    }
  }

  /** Several messages of a partition at once; one by one after a failure. */
  record Batches<T>(Decoder<T> decoder, BatchHandler<T> handler) implements Invocation<T> {

    @Override
    public @Nullable Throwable invoke(
        Track track, StoredMessage message, int attempt, DeliveryOf.@Nullable Settlement settlement)
        throws Exception {
      List<DeliveryOf<T>> one = decode(track, List.of(message), attempt, settlement);
      invokeAll(one, settlement);
      return settlement == null ? one.get(0).failure() : null;
    }

    List<DeliveryOf<T>> decode(
        Track track,
        List<StoredMessage> messages,
        int attempt,
        DeliveryOf.@Nullable Settlement settlement) {
      List<DeliveryOf<T>> deliveries = new ArrayList<>(messages.size());
      for (StoredMessage message : messages) {
        deliveries.add(
            new DeliveryOf<>(decoder.decode(message), track, message, attempt, settlement));
      }
      return deliveries;
    }

    void invokeAll(List<DeliveryOf<T>> deliveries, DeliveryOf.@Nullable Settlement settlement)
        throws Exception {
      call(deliveries, settlement, () -> handler.handle(List.copyOf(deliveries)));
    }
  }

  /** A call that may throw anything. */
  interface Call {
    void run() throws Exception;
  }

  // Deliveries settled by hand before the handler threw stay as they were settled: the throw then
  // says nothing about them.
  private static @Nullable Throwable call(
      List<? extends DeliveryOf<?>> deliveries,
      DeliveryOf.@Nullable Settlement settlement,
      Call call)
      throws Exception {
    try {
      call.run();
    } catch (Exception | Error e) {
      boolean anyOpen = settlement == null;
      for (DeliveryOf<?> delivery : deliveries) {
        if (settlement != null && delivery.failedByThrowing(e)) {
          anyOpen = true;
        }
      }
      if (anyOpen) {
        throw e;
      }
      return null;
    }
    return settlement == null && deliveries.size() == 1 ? deliveries.get(0).failure() : null;
  }
}
