package dev.waybill.embedded.wrong;

import dev.waybill.engine.EnginePublisher;
import dev.waybill.engine.PublishCompletion;
import dev.waybill.error.WaybillException;
import dev.waybill.message.Durability;
import dev.waybill.message.Headers;
import dev.waybill.message.TopicPartition;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A publisher that goes wrong with its fiftieth message. */
final class WrongPublisher implements EnginePublisher {
  private static final int WRONG = 50;

  private final EnginePublisher right;
  private final @Nullable Fault fault;
  private final AtomicInteger count = new AtomicInteger();

  WrongPublisher(EnginePublisher right, @Nullable Fault fault) {
    this.right = right;
    this.fault = fault;
  }

  @Override
  public void publish(
      TopicPartition partition,
      long timestampMillis,
      byte @Nullable [] key,
      byte @Nullable [] value,
      Headers headers,
      PublishCompletion completion) {
    boolean now = count.incrementAndGet() == WRONG;
    if (now && fault == Fault.LOSES_A_MESSAGE_IT_ANSWERED) {
      completion.done(partition, WRONG - 1, Durability.SYNCED);
      return;
    }
    if (now && fault == Fault.STORES_A_MESSAGE_TWICE) {
      right.publish(partition, timestampMillis, key, value, headers, UNHEARD);
    }
    byte[] kept = value == null && fault == Fault.MAKES_EMPTY_WHAT_IS_ABSENT ? new byte[0] : value;
    Headers sent = fault == Fault.FORGETS_HEADERS ? Headers.empty() : headers;
    long time =
        fault == Fault.KNOWS_NO_TIME_OF_ITS_OWN ? Math.max(0, timestampMillis) : timestampMillis;
    right.publish(partition, time, key, kept, sent, completion);
  }

  private static final PublishCompletion UNHEARD =
      new PublishCompletion() {
        @Override
        public void done(TopicPartition partition, long offset, Durability durability) {}

        @Override
        public void failed(WaybillException failure) {}
      };

  @Override
  public void flush() {
    right.flush();
  }

  @Override
  public void close(Duration timeout) {
    right.close(timeout);
  }
}
