package dev.waybill.embedded.publish;

import dev.waybill.engine.PublishCompletion;
import dev.waybill.error.WaybillException;
import dev.waybill.message.Durability;
import dev.waybill.message.TopicPartition;

/** Nobody listens. */
class Ignoring implements PublishCompletion {

  @Override
  public void done(TopicPartition partition, long offset, Durability durability) {}

  @Override
  public void failed(WaybillException failure) {}
}
