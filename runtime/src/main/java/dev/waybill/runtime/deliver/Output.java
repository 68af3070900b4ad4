package dev.waybill.runtime.deliver;

import dev.waybill.engine.EngineTransactions;
import dev.waybill.engine.PublishCompletion;
import dev.waybill.error.RejectedException;
import dev.waybill.error.WaybillException;
import dev.waybill.message.Durability;
import dev.waybill.message.Headers;
import dev.waybill.message.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * A message that was made of another and is to be published with its position.
 *
 * @param source offset of the message that it was made of
 */
record Output(
    TopicPartition target,
    byte @Nullable [] key,
    byte @Nullable [] value,
    Headers headers,
    long source) {

  /** Publishes it; a refusal, now or later, is remembered: it is the fault of its source. */
  void publishIn(EngineTransactions transaction, Batch batch, long timestampMillis) {
    try {
      transaction.publish(target, timestampMillis, key, value, headers, new Answer(batch, source));
    } catch (RejectedException e) {
      batch.refused(source, e);
      throw e;
    }
  }

  /**
   * What the engine tells. It holds no message: a hundred thousand may be on their way, and what is
   * held as long as that is copied by one collection after the other.
   */
  private record Answer(Batch batch, long source) implements PublishCompletion {

    @Override
    public void done(TopicPartition partition, long offset, Durability durability) {
      // The commit's return says it for all outputs together.
    }

    @Override
    public void failed(WaybillException failure) {
      if (failure instanceof RejectedException rejected) {
        batch.refused(source, rejected);
      }
    }
  }
}
