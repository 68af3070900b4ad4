package dev.waybill;

/** What is done with a message and what is known about it. */
@FunctionalInterface
public interface DeliveryHandler<T> {

  /** Handles one delivery; throwing makes this attempt a failed one. */
  void handle(Delivery<T> delivery) throws Exception;
}
