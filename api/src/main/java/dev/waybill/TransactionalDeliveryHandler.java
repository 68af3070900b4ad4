package dev.waybill;

/**
 * What is done with a message and what is known about it, inside the transaction that also moves
 * the group's position.
 *
 * @param <T> the type of the message
 * @param <X> what the effect is written through
 */
@FunctionalInterface
public interface TransactionalDeliveryHandler<T, X> {

  /**
   * Handles one delivery, as {@link TransactionalHandler#handle} does. Its {@link Delivery#fail} is
   * the same as throwing.
   */
  void handle(Delivery<T> delivery, X transaction) throws Exception;
}
