package dev.waybill.junit.life;

import dev.waybill.effect.EffectTransaction;
import dev.waybill.engine.EngineConsumer;
import dev.waybill.message.TopicPartition;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * What a fault does at each crossing. Everything passes unless a method is overridden; any thread
 * of the life calls.
 */
public interface Interference {

  /** Nothing is interfered with. */
  Interference NONE = new Interference() {};

  /** The messages are about to be given to the user's handler. */
  default void handling(Life life, List<String> ids) {}

  /** The consumer is about to poll; true if the group is to take it for dead from now on. */
  default boolean leaving(Life life, boolean settledIn) {
    return false;
  }

  /** The group has taken the consumer for dead, and the consumer does not know. */
  default void left(Life life) {}

  /** Positions on their way to the broker. */
  default void commit(Life life, EngineConsumer broker, Map<TopicPartition, Long> next) {
    broker.commit(next);
  }

  /** An id on its way to the de-duplication store, to be claimed. */
  default void claiming(Life life, String id) {}

  /** An id on its way to the de-duplication store, as done. */
  default void complete(Life life, Runnable store) {
    store.run();
  }

  /** A transaction of the effects' store is about to hold positions. */
  default void locking(Life life, Collection<TopicPartition> partitions) {}

  /** A transaction of the effects' store on its way to be committed. */
  default void commit(Life life, EffectTransaction<?> store) {
    store.commit();
  }
}
