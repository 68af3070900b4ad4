package dev.waybill;

/**
 * What is done with a message, inside the transaction that also moves the group's position.
 *
 * @param <T> the type of the message
 * @param <X> what the effect is written through: a database's connection, for instance
 */
@FunctionalInterface
public interface TransactionalHandler<T, X> {

  /**
   * Handles one message. Throwing makes this attempt a failed one: all it wrote is rolled back.
   *
   * @param transaction usable until this returns; it is committed or rolled back by Waybill alone
   */
  void handle(T message, X transaction) throws Exception;
}
