package dev.waybill;

/** What is done with a message. Called by several threads when the subscription has lanes. */
@FunctionalInterface
public interface Handler<T> {

  /** Handles one message; throwing makes this attempt a failed one. */
  void handle(T message) throws Exception;
}
