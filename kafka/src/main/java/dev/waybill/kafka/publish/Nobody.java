package dev.waybill.kafka.publish;

import dev.waybill.engine.PublishCompletion;
import dev.waybill.error.WaybillException;
import dev.waybill.message.Durability;
import dev.waybill.message.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whom at-most-once tells how a publish ended: the log, for who wonders where messages go. */
enum Nobody implements PublishCompletion {
  INSTANCE;

  private static final Logger LOG = LoggerFactory.getLogger(Nobody.class);

  @Override
  public void done(TopicPartition partition, long offset, Durability durability) {}

  @Override
  public void failed(WaybillException failure) {
    LOG.debug("An unconfirmed message is lost, as at-most-once allows", failure);
  }
}
