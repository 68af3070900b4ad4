package dev.waybill;

import java.util.List;

/**
 * What is done with several messages of one partition at once, inside the transaction that also
 * moves the group's position.
 *
 * @param <T> the type of the messages
 * @param <X> what the effects are written through
 */
@FunctionalInterface
public interface TransactionalBatchHandler<T, X> {

  /**
   * Handles a batch, in offset order. Throwing rolls back all that the transaction wrote; it is
   * then tried again with fewer messages, until the one that fails is alone and the others are
   * committed. {@link Delivery#fail} says at once which one it is.
   */
  void handle(List<Delivery<T>> batch, X transaction) throws Exception;
}
