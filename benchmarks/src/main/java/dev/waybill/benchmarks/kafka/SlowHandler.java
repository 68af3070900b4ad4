package dev.waybill.benchmarks.kafka;

import dev.waybill.Delivery;
import dev.waybill.DeliveryHandler;
import dev.waybill.message.TopicPartition;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/** Sleeps over every message, longest over the first, and looks at the order. One thread. */
final class SlowHandler implements DeliveryHandler<byte[]> {

  private final long firstMillis;
  private final long eachMillis;
  private final Map<TopicPartition, Long> expected = new HashMap<>();
  private final AtomicLong count = new AtomicLong();
  private final AtomicLong outOfOrder = new AtomicLong();
  private volatile String firstOther = "none";

  SlowHandler(long firstMillis, long eachMillis) {
    this.firstMillis = firstMillis;
    this.eachMillis = eachMillis;
  }

  @Override
  public void handle(Delivery<byte[]> delivery) throws InterruptedException {
    long next = expected.getOrDefault(delivery.topicPartition(), 0L);
    if (delivery.offset() != next && outOfOrder.getAndIncrement() == 0) {
      firstOther = delivery.topicPartition() + " offset " + delivery.offset() + " and not " + next;
    }
    expected.put(delivery.topicPartition(), delivery.offset() + 1);
    Thread.sleep(count.getAndIncrement() == 0 ? firstMillis : eachMillis);
  }

  /** How many have begun. */
  long count() {
    return count.get();
  }

  /** The first that was not the next of its partition. */
  String firstOther() {
    return firstOther;
  }

  /** How many were not the next of their partition. */
  long outOfOrder() {
    return outOfOrder.get();
  }
}
