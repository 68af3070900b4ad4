package dev.waybill.kafka.consume;

import dev.waybill.message.TopicPartition;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/**
 * What was read of each partition: from where reading began to where it is. Going back within it is
 * common, and needs no question; if retention was there meanwhile, the next poll says so.
 */
final class Stretches {

  private final Map<TopicPartition, Long> begins = new HashMap<>();
  private final Map<TopicPartition, Long> ends = new HashMap<>();

  /** Reading goes on there, or has come so far: the place exists. */
  void placed(TopicPartition partition, long offset) {
    begins.merge(partition, offset, Math::min);
    ends.merge(partition, offset, Math::max);
  }

  boolean contains(TopicPartition partition, long offset) {
    Long begin = begins.get(partition);
    Long end = ends.get(partition);
    if (begin == null || end == null || offset < begin) {
      return false;
    }
    return offset <= end;
  }

  void forget(Collection<TopicPartition> leaving) {
    begins.keySet().removeAll(leaving);
    ends.keySet().removeAll(leaving);
  }
}
