package dev.waybill.runtime.deliver;

import dev.waybill.Delivery;
import dev.waybill.TransactionalBatchHandler;
import dev.waybill.TransactionalDeliveryHandler;
import dev.waybill.TransactionalHandler;
import dev.waybill.message.StoredMessage;
import java.util.ArrayList;
import java.util.List;

/**
 * How the application's handler is called inside a transaction: decoded, and in the shape that it
 * asked for.
 *
 * @param <X> what effects are written through
 */
sealed interface EffectInvocation<T, X> {

  /** Whether the handler is given all messages at once. */
  boolean isForAll();

  /**
   * Decodes the messages and hands them over; a handler that takes one message gets one.
   *
   * @param attempt of the first message
   * @throws AttemptFailed the handler says which message failed
   * @throws Exception of the codec's or the handler's
   */
  void invoke(Track track, List<StoredMessage> messages, int attempt, X transaction)
      throws Exception;

  /** A failure of one message among several. */
  final class AttemptFailed extends Exception {
    private static final long serialVersionUID = 1L;

    private final int index;
    private final Throwable reason;

    /**
     * @param index of the message that failed; -1: any of them
     */
    AttemptFailed(int index, Throwable reason) {
      super(null, reason, false, false);
      this.index = index;
      this.reason = reason;
    }

    int index() {
      return index;
    }

    Throwable reason() {
      return reason;
    }
  }

  /** The value alone. */
  record Plain<T, X>(Decoder<T> decoder, TransactionalHandler<? super T, ? super X> handler)
      implements EffectInvocation<T, X> {

    @Override
    public boolean isForAll() {
      return false;
    }

    @Override
    public void invoke(Track track, List<StoredMessage> messages, int attempt, X transaction)
        throws Exception {
      handler.handle(decoder.decode(messages.get(0)), transaction);
    }
  }

  /** The value with what is known about it. */
  record WithDelivery<T, X>(Decoder<T> decoder, TransactionalDeliveryHandler<T, ? super X> handler)
      implements EffectInvocation<T, X> {

    @Override
    public boolean isForAll() {
      return false;
    }

    @Override
    public void invoke(Track track, List<StoredMessage> messages, int attempt, X transaction)
        throws Exception {
      DeliveryOf<T> delivery = delivery(decoder, track, messages.get(0), attempt);
      handler.handle(delivery, transaction);
      findFailure(List.of(delivery));
    }
  }

  /** All messages of a slice at once. */
  record Batches<T, X>(Decoder<T> decoder, TransactionalBatchHandler<T, ? super X> handler)
      implements EffectInvocation<T, X> {

    @Override
    public boolean isForAll() {
      return true;
    }

    @Override
    public void invoke(Track track, List<StoredMessage> messages, int attempt, X transaction)
        throws Exception {
      List<DeliveryOf<T>> deliveries = new ArrayList<>(messages.size());
      for (StoredMessage message : messages) {
        deliveries.add(decoded(deliveries.size(), track, message, attempt));
      }
      List<Delivery<T>> batch = List.copyOf(deliveries);
      try {
        handler.handle(batch, transaction);
      } catch (Exception | Error e) {
        findFailure(deliveries);
        throw e;
      }
      findFailure(deliveries);
    }

    private DeliveryOf<T> decoded(int index, Track track, StoredMessage message, int attempt)
        throws AttemptFailed {
      try {
        return delivery(decoder, track, message, attempt);
      } catch (RuntimeException e) { // the codec's: it is known which message is the poison
        throw new AttemptFailed(index, e);
      }
    }
  }

  private static <T> DeliveryOf<T> delivery(
      Decoder<T> decoder, Track track, StoredMessage message, int attempt) {
    return new DeliveryOf<>(decoder.decode(message), track, message, attempt, null);
  }

  private static void findFailure(List<? extends DeliveryOf<?>> deliveries) throws AttemptFailed {
    for (int i = 0; i < deliveries.size(); i++) {
      Throwable failure = deliveries.get(i).failure();
      if (failure != null) {
        throw new AttemptFailed(i, failure);
      }
    }
  }
}
