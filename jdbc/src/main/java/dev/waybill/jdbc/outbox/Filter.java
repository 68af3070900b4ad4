package dev.waybill.jdbc.outbox;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which rows of a lane are wanted: all but those of some keys and topics, or those of one.
 *
 * @param onlyKey nothing but rows of this key hash
 * @param onlyTopic nothing but rows of this topic
 */
record Filter(
    List<Long> withoutKeys,
    List<String> withoutTopics,
    @Nullable Long onlyKey,
    @Nullable String onlyTopic) {

  static final Filter EVERYTHING = new Filter(List.of(), List.of(), null, null);

  Filter {
    withoutKeys = List.copyOf(withoutKeys);
    withoutTopics = List.copyOf(withoutTopics);
  }

  static Filter only(long keyHash) {
    return new Filter(List.of(), List.of(), keyHash, null);
  }

  static Filter only(String topic) {
    return new Filter(List.of(), List.of(), null, topic);
  }
}
