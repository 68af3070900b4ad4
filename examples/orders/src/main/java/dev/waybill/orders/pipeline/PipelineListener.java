package dev.waybill.orders.pipeline;

/**
 * Hears of every place where the death of the process would hurt.
 *
 * <p>Called in the midst of the work, on the thread that does it: {@link #staged} and {@link
 * #acknowledged} by the intake, the others by each service's own threads. An exception fails the
 * work that was under way.
 */
public interface PipelineListener {

  /** Listens to nothing. */
  PipelineListener NONE = new PipelineListener() {};

  /** The intake found everything up to this order committed by an earlier life of the process. */
  default void resumedAfter(long lastOrder) {}

  /** The order was published in a transaction that is still open. */
  default void staged(Order order) {}

  /** The transaction of orders {@code first} to {@code last} is committed and durable. */
  default void acknowledged(long first, long last) {}

  /** The service was given the order and has done nothing yet. */
  default void handling(Service service, Order order) {}

  /** The service has done its work; neither position nor transaction is committed yet. */
  default void handled(Service service, Order order) {}
}
