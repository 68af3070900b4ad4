package dev.waybill.engine;

import dev.waybill.error.WaybillException;
import dev.waybill.message.Durability;
import dev.waybill.message.TopicPartition;

/**
 * Told once how a publish ended, on one of the engine's completion threads, in offset order within
 * a partition. Must not block.
 */
public interface PublishCompletion {

  /**
   * Done.
   *
   * @param offset the message's place, or −1 when it was not awaited
   */
  void done(TopicPartition partition, long offset, Durability durability);

  /** Not done, or unknown: the exception's type says which. */
  void failed(WaybillException failure);
}
