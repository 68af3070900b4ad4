package dev.waybill.kafka.consume;

import dev.waybill.engine.Polled;
import dev.waybill.message.StoredMessage;
import dev.waybill.message.TopicPartition;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Messages that were fetched and not returned: Kafka bounds what it fetches in bytes, but brings a
 * whole batch of the publisher's at least, and packed ones grow.
 */
final class Leftovers {

  private final int maxBytes;
  private final Map<TopicPartition, Polled.Batch> left = new HashMap<>();

  /**
   * @param maxBytes bound on keys and values of one partition; a larger message comes alone
   */
  Leftovers(int maxBytes) {
    this.maxBytes = maxBytes;
  }

  boolean isEmpty() {
    return left.isEmpty();
  }

  /** Whether something is left of one of those. */
  boolean any(Predicate<TopicPartition> readable) {
    return !left.isEmpty() && left.keySet().stream().anyMatch(readable);
  }

  boolean has(TopicPartition partition) {
    return left.containsKey(partition);
  }

  /**
   * As much of a batch as may be returned at once; keeps the rest.
   *
   * @param bytes what the batch has at the most, so that a small one need not be walked over
   */
  Polled.Batch cut(Polled.Batch whole, long bytes) {
    return bytes <= maxBytes ? whole : cut(whole);
  }

  /** Nothing of it may be returned now. */
  void keep(Polled.Batch whole) {
    left.put(whole.partition(), whole);
  }

  private Polled.Batch cut(Polled.Batch whole) {
    List<StoredMessage> messages = whole.messages();
    int fitting = fitting(messages);
    if (fitting == messages.size()) {
      return whole;
    }
    List<StoredMessage> rest = messages.subList(fitting, messages.size());
    left.put(whole.partition(), new Polled.Batch(whole.partition(), rest, whole.nextOffset()));
    return new Polled.Batch(whole.partition(), messages.subList(0, fitting), rest.get(0).offset());
  }

  private int fitting(List<StoredMessage> messages) {
    long bytes = 0;
    for (int i = 0; i < messages.size(); i++) {
      StoredMessage message = messages.get(i);
      bytes += length(message.key()) + length(message.value());
      if (bytes > maxBytes && i > 0) {
        return i;
      }
    }
    return messages.size();
  }

  private static long length(byte @Nullable [] bytes) {
    return bytes == null ? 0 : bytes.length;
  }

  /** The next of each partition that may be read now. */
  List<Polled.Batch> take(Predicate<TopicPartition> readable) {
    List<Polled.Batch> wholes = new ArrayList<>();
    for (Iterator<Polled.Batch> all = left.values().iterator(); all.hasNext(); ) {
      Polled.Batch one = all.next();
      if (readable.test(one.partition())) {
        wholes.add(one);
        all.remove();
      }
    }
    return wholes.stream().map(this::cut).toList();
  }

  /** They are read from elsewhere, or not by us any more. */
  void drop(Collection<TopicPartition> partitions) {
    left.keySet().removeAll(partitions);
  }
}
