package dev.waybill.embedded.wrong;

import dev.waybill.engine.EngineConsumer;
import dev.waybill.engine.EngineTransactions;
import dev.waybill.engine.PublishCompletion;
import dev.waybill.error.RejectedException;
import dev.waybill.message.Headers;
import dev.waybill.message.TopicPartition;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A session that goes wrong wherever it can. */
record WrongTransactions(EngineTransactions right, @Nullable Fault fault)
    implements EngineTransactions {

  @Override
  public void begin() {
    right.begin();
  }

  @Override
  public void publish(
      TopicPartition partition,
      long timestampMillis,
      byte @Nullable [] key,
      byte @Nullable [] value,
      Headers headers,
      PublishCompletion completion) {
    try {
      right.publish(partition, timestampMillis, key, value, headers, completion);
    } catch (RejectedException e) {
      if (fault != Fault.COMMITS_WHAT_FAILED) {
        throw e;
      }
    }
  }

  @Override
  public void commitPositions(EngineConsumer consumer, Map<TopicPartition, Long> next) {
    if (!(consumer instanceof WrongConsumer wrong)) {
      throw new IllegalArgumentException("a consumer of another engine: " + consumer);
    }
    if (fault == Fault.MOVES_POSITIONS_BEFORE_THE_COMMIT) {
      wrong.right().commit(next);
    } else {
      right.commitPositions(wrong.right(), next);
    }
  }

  @Override
  public void commit() {
    right.commit();
  }

  @Override
  public void abort() {
    right.abort();
  }

  @Override
  public void close(Duration timeout) {
    right.close(timeout);
  }
}
