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
 * A message that was made of another and is to be published with its position. It is its own
 * completion: one object per output.
 */
final class Output implements PublishCompletion {

  private final TopicPartition target;
  private final byte @Nullable [] key;
  private final byte @Nullable [] value;
  private final Headers headers;

  /** Index of the message in its batch that this was made of. */
  private final int source;

  private volatile @Nullable RejectedException refusal;

  Output(
      TopicPartition target,
      byte @Nullable [] key,
      byte @Nullable [] value,
      Headers headers,
      int source) {
    this.target = target;
    this.key = key;
    this.value = value;
    this.headers = headers;
    this.source = source;
  }

  /** Publishes it; a refusal, now or later, is remembered: it is the fault of its source. */
  void publishIn(EngineTransactions transaction, long timestampMillis) {
    try {
      transaction.publish(target, timestampMillis, key, value, headers, this);
    } catch (RejectedException e) {
      refusal = e;
      throw e;
    }
  }

  int source() {
    return source;
  }

  @Nullable RejectedException refusal() {
    return refusal;
  }

  @Override
  public void done(TopicPartition partition, long offset, Durability durability) {
    // The commit's return says it for all outputs together.
  }

  @Override
  public void failed(WaybillException failure) {
    if (failure instanceof RejectedException rejected) {
      refusal = rejected;
    }
  }
}
