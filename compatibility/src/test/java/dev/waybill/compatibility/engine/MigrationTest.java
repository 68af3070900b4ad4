package dev.waybill.compatibility.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.waybill.Guarantee;
import dev.waybill.Publisher;
import dev.waybill.Topic;
import dev.waybill.Waybill;
import dev.waybill.admin.TopicSettings;
import dev.waybill.cluster.ApacheKafka;
import dev.waybill.cluster.KafkaSettings;
import dev.waybill.codec.Codecs;
import dev.waybill.engine.Engine;
import dev.waybill.engine.EngineUrl;
import dev.waybill.message.TopicPartition;
import dev.waybill.runtime.migrate.Migration;
import dev.waybill.runtime.migrate.MigrationListener;
import dev.waybill.runtime.migrate.MigrationReport;
import dev.waybill.runtime.migrate.MigrationReport.PositionReport;
import dev.waybill.runtime.migrate.MigrationReport.PositionReport.Outcome;
import dev.waybill.runtime.migrate.MigrationReport.TopicReport;
import dev.waybill.runtime.migrate.Selection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** From the embedded engine to a released Kafka, and back. */
@Timeout(300)
class MigrationTest {
  private static final int MESSAGES = 5_000;
  private static final TopicPartition FIRST = new TopicPartition("orders", 0);
  private static final Topic<String> ORDERS =
      Topic.named("orders").of(Codecs.string()).key(order -> order.substring(6));

  @TempDir Path directory;

  @Test
  void messagesAndPositionsGoToAReleasedKafkaAndBackUnchanged() throws Exception {
    String here = "embedded:" + directory.resolve("here");
    fill(here);
    try (ApacheKafka kafka =
            ApacheKafka.start(
                KafkaSettings.small(1), Files.createDirectory(directory.resolve("kafka")));
        Engine source = open(here);
        Engine cluster = open("kafka://" + kafka.bootstrap());
        Engine back = open("embedded:" + directory.resolve("back"))) {
      source.groups().reset("billing", Map.of(FIRST, 7L));

      MigrationReport there = migrate(source, cluster);
      MigrationReport again = migrate(source, cluster);
      MigrationReport returned = migrate(cluster, back);

      TopicReport moved = there.topics().get(0);
      assertThat(moved.moved()).isEqualTo(MESSAGES);
      assertThat(again.topics().get(0).moved()).isZero();
      assertThat(again.topics().get(0).there()).isEqualTo(MESSAGES);
      assertThat(again.positions())
          .extracting(PositionReport::outcome)
          .containsExactly(Outcome.THERE);
      assertThat(returned.topics().get(0).checksum()).isEqualTo(moved.checksum());
      assertThat(returned.positions())
          .extracting(PositionReport::group, PositionReport::target, PositionReport::outcome)
          .containsExactly(tuple("billing", 7L, Outcome.MOVED));
    }
  }

  private static void fill(String url) {
    try (Waybill waybill = Waybill.open(url)) {
      waybill.topics().create("orders", TopicSettings.partitions(3));
      try (Publisher<String> publisher = waybill.publisher(ORDERS, Guarantee.EXACTLY_ONCE)) {
        for (int i = 0; i < MESSAGES; i++) {
          var unused = publisher.publish("order " + i % 50);
        }
        publisher.flush();
      }
    }
  }

  private static Engine open(String url) {
    return EngineUrl.parse(url).open(Map.of());
  }

  private static MigrationReport migrate(Engine from, Engine to) {
    return new Migration(from, to, Selection.everything(), MigrationListener.NONE).run();
  }
}
