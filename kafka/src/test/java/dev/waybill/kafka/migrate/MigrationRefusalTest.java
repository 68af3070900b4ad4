package dev.waybill.kafka.migrate;

import static dev.waybill.kafka.migrate.MigrationWorld.MAIL;
import static dev.waybill.kafka.migrate.MigrationWorld.ORDERS_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.admin.TopicSettings;
import dev.waybill.engine.EngineConsumer;
import dev.waybill.engine.EnginePublisher;
import dev.waybill.error.RejectedException;
import dev.waybill.message.Headers;
import dev.waybill.runtime.migrate.MigrationReport;
import dev.waybill.runtime.migrate.MigrationReport.PositionReport;
import dev.waybill.runtime.migrate.Selection;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@ParameterizedClass(name = "{0} to {1}")
@CsvSource({"embedded, embedded", "embedded, kafka", "kafka, embedded"})
@Timeout(300)
class MigrationRefusalTest extends TwoPlaces {
  @BeforeEach
  void fill() {
    MigrationWorld.fill(source);
  }

  @Test
  void aTargetWithOtherMessagesIsLeftUntouched() {
    target.topics().create("orders", MigrationWorld.ORDERS);
    Contents.publish(target, ORDERS_1, "foreign");

    assertThatThrownBy(() -> MigrationWorld.migrate(source, target))
        .isInstanceOf(RejectedException.class)
        .hasMessageContaining("migrating orders-1")
        .hasMessageContaining("found as message 1, offset 0 in the target and 0 in the source")
        .hasMessageContaining("another key")
        .hasMessageContaining("nothing was published");

    assertThat(target.topics().list()).containsExactly("orders");
    assertThat(Contents.of(target, "orders").get(0)).isEmpty();
    assertThat(Contents.of(target, "orders").get(1)).hasSize(1);
    assertThat(target.groups().list()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "7001, berta, b1, h, timestamp 7001 instead of 7000",
    "7000, bertha, b1, h, another key",
    "7000, berta, b2, h, another value",
    "7000, berta, b1, x, other headers"
  })
  void everyDifferenceIsNamed(
      long timestamp, String key, String value, String header, String expected) {
    target.topics().create("orders", MigrationWorld.ORDERS);
    Headers headers = header.equals("h") ? Headers.empty() : Headers.of(header, "1");
    try (EnginePublisher publisher = Contents.publisher(target)) {
      Contents.publish(publisher, ORDERS_1, timestamp, key, value, headers);
    }

    assertThatThrownBy(() -> MigrationWorld.migrate(source, target))
        .isInstanceOf(RejectedException.class)
        .hasMessageContaining("orders-1")
        .hasMessageContaining(expected);
  }

  @Test
  void aTargetThatSomebodyHasContinuedIsFullAndCannotTakeMore() {
    MigrationWorld.migrate(source, target);
    Contents.publish(target, MAIL, "after the move");

    assertThat(MigrationWorld.migrate(source, target).isComplete()).isTrue();

    Contents.publish(source, MAIL, "too late");
    assertThatThrownBy(() -> MigrationWorld.migrate(source, target))
        .isInstanceOf(RejectedException.class)
        .hasMessageContaining("as message 4");
    assertThat(Contents.of(target, "mail").get(0)).hasSize(4);
  }

  @Test
  void groupsAtTheEndDoNotMissWhatOthersPublishBehindIt() {
    MigrationWorld.migrate(source, target, Selection.everything().withGroups("mailer"));
    Contents.publish(target, MAIL, "after the move");

    MigrationWorld.migrate(source, target);

    assertThat(Contents.next(target, "billing", MAIL)).contains("'after the move'");
  }

  @Test
  void positionsOfAGroupWithMembersInTheTargetAreLeftAndReported() {
    MigrationWorld.migrate(source, target, Selection.ofTopics("mail").withGroups("billing"));
    try (EngineConsumer member = Contents.member(target, "mailer", "mail")) {
      MigrationReport report = MigrationWorld.migrate(source, target);

      assertThat(report.isComplete()).isFalse();
      assertThat(report.positions())
          .filteredOn(each -> each.outcome() == PositionReport.Outcome.HAS_MEMBERS)
          .extracting(PositionReport::group)
          .containsExactly("mailer");
      assertThat(Contents.position(target, "mailer", MAIL)).isEqualTo(-1);
    }
    assertThat(MigrationWorld.migrate(source, target).isComplete()).isTrue();
    MigrationWorld.assertMoved(source, target);
  }

  @Test
  void anotherNumberOfPartitionsIsRefused() {
    target.topics().create("orders", TopicSettings.partitions(3));

    assertThatThrownBy(() -> MigrationWorld.migrate(source, target))
        .isInstanceOf(RejectedException.class)
        .hasMessageContaining("as many partitions in the target as in the source, 2, found 3");
    assertThat(target.topics().list()).containsExactly("orders");
  }

  @Test
  void aMessageThatTheTargetRefusesEndsTheMigrationWithItsReason() {
    Contents.publish(source, MAIL, "x".repeat(5_000));
    target.topics().create("mail", TopicSettings.defaults().withMaxMessageBytes(100));

    assertThatThrownBy(() -> MigrationWorld.migrate(source, target))
        .isInstanceOf(RejectedException.class)
        .hasMessageContaining("moving mail-0 to the target")
        .hasMessageContaining("no position was moved");
    assertThat(Contents.of(target, "mail").get(0)).isEmpty();
    assertThat(target.groups().list()).isEmpty();
  }
}
