package dev.waybill.jdbc.outbox;

import dev.waybill.Topic;
import dev.waybill.admin.TopicSettings;
import dev.waybill.codec.Codec;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Topics whose messages are rows. A publisher of such a topic sends what a publisher of the
 * original would have sent: the same key, so the same partition, the same value, the same headers,
 * the id last. One thread.
 */
final class RelayTopics {

  private record Shape(
      String topic, boolean keyed, boolean identified, Optional<TopicSettings> settings) {}

  private static final Codec<OutboxRow> VALUE =
      Codec.of(
          OutboxRow::value,
          bytes -> {
            throw new UnsupportedOperationException("rows of an outbox are written, never read");
          });

  private final Map<Shape, Topic<OutboxRow>> topics = new HashMap<>();

  Topic<OutboxRow> of(OutboxRow row) {
    return topics.computeIfAbsent(
        new Shape(row.topic(), row.key() != null, row.hasId(), row.createTopicWith()),
        RelayTopics::topic);
  }

  private static Topic<OutboxRow> topic(Shape shape) {
    Topic<OutboxRow> topic = Topic.named(shape.topic()).of(VALUE);
    if (shape.keyed()) {
      topic = topic.key(OutboxRow::keyText);
    }
    if (shape.identified()) {
      topic = topic.id(OutboxRow::idText);
    }
    return shape.settings().isPresent() ? topic.createdWith(shape.settings().get()) : topic;
  }
}
