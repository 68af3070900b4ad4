package dev.waybill;

import java.util.List;

/** What is done with several messages of one partition at once. */
@FunctionalInterface
public interface BatchHandler<T> {

  /**
   * Handles a batch, in offset order. Throwing makes it a failed attempt for the whole batch, which
   * is then tried again message by message, so that one bad message does not take the others along.
   */
  void handle(List<Delivery<T>> batch) throws Exception;
}
