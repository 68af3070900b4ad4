package dev.waybill.kafka.migrate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.admin.TopicSettings;
import dev.waybill.engine.Engine;
import dev.waybill.engine.EnginePublisher;
import dev.waybill.message.Headers;
import dev.waybill.message.StoredMessage;
import dev.waybill.message.TopicPartition;
import dev.waybill.runtime.migrate.Migration;
import dev.waybill.runtime.migrate.MigrationListener;
import dev.waybill.runtime.migrate.MigrationReport;
import dev.waybill.runtime.migrate.Selection;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A source with one of everything, and ways to move it. */
final class MigrationWorld {
  static final TopicPartition ORDERS_0 = new TopicPartition("orders", 0);
  static final TopicPartition ORDERS_1 = new TopicPartition("orders", 1);
  static final TopicPartition MAIL = new TopicPartition("mail", 0);
  static final TopicSettings ORDERS =
      TopicSettings.partitions(2)
          .withRetentionTime(Duration.ofDays(36_500))
          .withRetentionBytes(1L << 40)
          .withSegmentBytes(1024 * 1024)
          .withMaxMessageBytes(50_000);

  private MigrationWorld() {}

  /**
   * Two topics, gaps of markers and aborted messages, three groups.
   *
   * <pre>
   *   orders-0  0 1 2 3 4 | 5 6 marker | 8 9 aborted, marker | 11
   *   orders-1  0 | aborted 1, marker 2                             ends with a gap
   *   mail-0    0 1 2
   * </pre>
   */
  static void fill(Engine source) {
    source.topics().create("orders", ORDERS);
    source.topics().create("mail", TopicSettings.defaults());
    try (EnginePublisher publisher = Contents.publisher(source)) {
      Contents.publish(publisher, ORDERS_0, 5_000, "anna", "a1", Headers.empty());
      Contents.publish(publisher, ORDERS_0, 1, null, "no key", Headers.of("h", "1"));
      Contents.publish(publisher, ORDERS_0, 4_000, "anna", null, Headers.empty());
      Contents.publish(
          publisher, ORDERS_0, 4_000, "", "", Contents.headers("h", "1", "g", "", "h", "2"));
      Contents.publish(publisher, ORDERS_0, 9_000, null, null, Contents.headers("ü", "ß"));
      Contents.publish(publisher, ORDERS_1, 7_000, "berta", "b1", Headers.empty());
    }
    Contents.transaction(source, ORDERS_0, true, "t1", "t2");
    Contents.transaction(source, ORDERS_0, false, "never 1", "never 2");
    Contents.publish(source, ORDERS_0, "last");
    Contents.transaction(source, ORDERS_1, false, "never 3");
    Contents.publish(source, MAIL, "m1", "m2", "m3");
    Contents.awaitSettled(source, "orders");
    source.groups().reset("billing", Map.of(ORDERS_0, 7L, ORDERS_1, 0L, MAIL, 3L));
    source.groups().reset("audit", Map.of(ORDERS_0, 9L, ORDERS_1, 2L));
    source.groups().reset("mailer", Map.of(MAIL, 1L));
  }

  static MigrationReport migrate(Engine source, Engine target) {
    return migrate(source, target, Selection.everything());
  }

  static MigrationReport migrate(Engine source, Engine target, Selection selection) {
    return new Migration(source, target, selection, MigrationListener.NONE).run();
  }

  /** In transactions of a message or two, so that there are many instants between them. */
  static MigrationReport migrateInSmallSteps(Engine source, Engine target) {
    return new Migration(source, target, Selection.everything(), MigrationListener.NONE, 60).run();
  }

  /** Everything of {@link #fill} is there once, in order, and the groups go on where they were. */
  static void assertMoved(Engine source, Engine target) {
    for (String topic : source.topics().list()) {
      Map<Integer, List<StoredMessage>> original = Contents.messages(source, topic);
      Map<Integer, List<StoredMessage>> copy = Contents.messages(target, topic);
      assertThat(Contents.texts(copy)).as(topic).isEqualTo(Contents.texts(original));
      for (String group : source.groups().list()) {
        original.forEach(
            (number, messages) -> {
              TopicPartition partition = new TopicPartition(topic, number);
              long position = Contents.position(source, group, partition);
              if (position >= 0) {
                long moved = Contents.position(target, group, partition);
                assertThat(moved).as("position of %s in %s", group, partition).isNotNegative();
                assertThat(Contents.next(copy.get(number), moved))
                    .as("what %s gets next of %s", group, partition)
                    .isEqualTo(Contents.next(messages, position));
              }
            });
      }
    }
  }
}
