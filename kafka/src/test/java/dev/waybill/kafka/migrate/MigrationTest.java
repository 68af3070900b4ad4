package dev.waybill.kafka.migrate;

import static dev.waybill.kafka.migrate.MigrationWorld.MAIL;
import static dev.waybill.kafka.migrate.MigrationWorld.ORDERS_0;
import static dev.waybill.kafka.migrate.MigrationWorld.ORDERS_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.admin.TopicSettings;
import dev.waybill.engine.EngineTransactions;
import dev.waybill.error.RejectedException;
import dev.waybill.message.Headers;
import dev.waybill.runtime.migrate.Migration;
import dev.waybill.runtime.migrate.MigrationListener;
import dev.waybill.runtime.migrate.MigrationReport;
import dev.waybill.runtime.migrate.MigrationReport.PositionReport;
import dev.waybill.runtime.migrate.MigrationReport.PositionReport.Outcome;
import dev.waybill.runtime.migrate.MigrationReport.TopicReport;
import dev.waybill.runtime.migrate.Selection;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.CsvSource;

@ParameterizedClass(name = "{0} to {1}")
@CsvSource({"embedded, embedded", "embedded, kafka", "kafka, embedded"})
@Timeout(300)
class MigrationTest extends TwoPlaces {

  @Test
  void messagesKeepOrderKeysValuesHeadersAndTimestamps() {
    MigrationWorld.fill(source);

    MigrationWorld.migrate(source, target);

    assertThat(Contents.of(target, "orders"))
        .isEqualTo(
            Map.of(
                0,
                List.of(
                    "5000 'anna'='a1' []",
                    "1 absent='no key' [h:'1']",
                    "4000 'anna'=absent []",
                    "4000 ''='' [h:'1', g:'', h:'2']",
                    "9000 absent=absent [ü:'ß']",
                    "2000 absent='t1' []",
                    "2000 absent='t2' []",
                    "1000 'klast'='last' []"),
                1,
                List.of("7000 'berta'='b1' []")));
    MigrationWorld.assertMoved(source, target);
  }

  @Test
  void topicsKeepTheirPartitionsAndSettings() {
    MigrationWorld.fill(source);

    MigrationReport report = MigrationWorld.migrate(source, target);

    assertThat(target.topics().list()).containsExactly("mail", "orders");
    assertThat(target.topics().describe("orders").orElseThrow().settings())
        .isEqualTo(MigrationWorld.ORDERS);
    assertThat(report.topics())
        .allSatisfy(
            topic -> {
              assertThat(topic.created()).isTrue();
              assertThat(topic.differences()).isEmpty();
            });
  }

  @Test
  void aTopicThatIsThereWithOtherSettingsKeepsThemAndTheReportSaysSo() {
    MigrationWorld.fill(source);
    target.topics().create("orders", MigrationWorld.ORDERS.withRetentionBytes(4_711));

    TopicReport orders = MigrationWorld.migrate(source, target).topics().get(1);

    assertThat(orders.created()).isFalse();
    assertThat(orders.differences())
        .containsExactly("retentionBytes is 4711 in the target and 1099511627776 in the source");
  }

  @Test
  void theReportCountsWhatWasMovedAndWhatWasThere() {
    MigrationWorld.fill(source);
    MigrationReport first = MigrationWorld.migrate(source, target);
    Contents.publish(source, MAIL, "m4");

    MigrationReport second = MigrationWorld.migrate(source, target);

    TopicReport before = first.topics().get(0);
    assertThat(before.messages()).isEqualTo(3);
    assertThat(before.moved()).isEqualTo(3);
    assertThat(before.bytes()).isEqualTo(3 * "m1km1".length());
    TopicReport mail = second.topics().get(0);
    assertThat(mail.there()).isEqualTo(3);
    assertThat(mail.moved()).isEqualTo(1);
    assertThat(mail.messages()).isEqualTo(4);
    assertThat(mail.checksum()).hasSize(64).isNotEqualTo(before.checksum());
    TopicReport orders = second.topics().get(1);
    assertThat(orders.moved()).isZero();
    assertThat(orders.checksum()).isEqualTo(first.topics().get(1).checksum());
    MigrationWorld.assertMoved(source, target);
  }

  @Test
  void aSecondRunWritesNothing() {
    MigrationWorld.fill(source);
    MigrationReport first = MigrationWorld.migrate(source, target);
    var before = target.topics().describe("orders").orElseThrow().partitions();

    MigrationReport second = MigrationWorld.migrate(source, target);

    assertThat(target.topics().describe("orders").orElseThrow().partitions()).isEqualTo(before);
    assertThat(second.topics()).allSatisfy(topic -> assertThat(topic.moved()).isZero());
    assertThat(second.positions())
        .extracting(PositionReport::outcome)
        .containsOnly(Outcome.THERE)
        .hasSize(first.positions().size());
    assertThat(second.topics())
        .extracting(TopicReport::checksum)
        .isEqualTo(first.topics().stream().map(TopicReport::checksum).toList());
  }

  @Test
  void positionsAreTranslatedAcrossGaps() {
    MigrationWorld.fill(source);

    List<PositionReport> positions = MigrationWorld.migrate(source, target).positions();

    assertThat(positions).hasSize(6);
    assertThat(Contents.next(target, "billing", ORDERS_0)).contains("'last'");
    assertThat(Contents.next(target, "billing", ORDERS_1)).contains("'b1'");
    assertThat(Contents.next(target, "billing", MAIL)).isEqualTo("nothing");
    assertThat(Contents.next(target, "audit", ORDERS_0)).contains("'last'");
    assertThat(Contents.next(target, "audit", ORDERS_1)).isEqualTo("nothing");
    assertThat(Contents.next(target, "mailer", MAIL)).contains("'m2'");
    assertThat(Contents.position(target, "mailer", ORDERS_0)).isEqualTo(-1);
    assertThat(target.groups().describe("audit").orElseThrow().positions())
        .filteredOn(each -> each.partition().equals(ORDERS_1))
        .allSatisfy(each -> assertThat(each.lag()).isZero());
  }

  @Test
  void aGroupThatWentOnInTheTargetIsNotPutBack() {
    MigrationWorld.fill(source);
    MigrationWorld.migrate(source, target);
    long further = target.topics().describe("mail").orElseThrow().partitions().get(0).endOffset();
    target.groups().reset("mailer", Map.of(MAIL, further));

    MigrationReport again = MigrationWorld.migrate(source, target);

    assertThat(Contents.position(target, "mailer", MAIL)).isEqualTo(further);
    assertThat(outcome(again, "mailer")).isEqualTo(Outcome.FURTHER);
    assertThat(again.isComplete()).isTrue();
  }

  @Test
  void aGroupThatGoesOnInTheSourceIsMovedOnByTheNextRun() {
    MigrationWorld.fill(source);
    MigrationWorld.migrate(source, target);
    source.groups().reset("mailer", Map.of(MAIL, 2L));

    MigrationReport again = MigrationWorld.migrate(source, target);

    assertThat(outcome(again, "mailer")).isEqualTo(Outcome.MOVED);
    MigrationWorld.assertMoved(source, target);
  }

  @Test
  void onlyWhatWasSelectedIsMoved() {
    MigrationWorld.fill(source);

    MigrationWorld.migrate(source, target, Selection.ofTopics("mail").withGroups("billing"));

    assertThat(target.topics().list()).containsExactly("mail");
    assertThat(target.groups().list()).containsExactly("billing");
    assertThat(Contents.position(target, "billing", ORDERS_0)).isEqualTo(-1);
  }

  @Test
  void whatIsSelectedMustExist() {
    MigrationWorld.fill(source);

    assertThatThrownBy(
            () -> MigrationWorld.migrate(source, target, Selection.ofTopics("mail", "male")))
        .isInstanceOf(RejectedException.class)
        .hasMessageContaining("topic male")
        .hasMessageContaining("mail, orders");
    assertThatThrownBy(
            () ->
                MigrationWorld.migrate(
                    source, target, Selection.everything().withGroups("billings")))
        .isInstanceOf(RejectedException.class)
        .hasMessageContaining("group billings");
    assertThat(target.topics().list()).isEmpty();
  }

  @Test
  void emptyTopicsAndTheirPositionsAreMovedToo() {
    source.topics().create("void", TopicSettings.partitions(3));
    var first = new dev.waybill.message.TopicPartition("void", 0);
    source.groups().reset("g", Map.of(first, 0L));

    MigrationReport report = MigrationWorld.migrate(source, target);

    assertThat(target.topics().describe("void").orElseThrow().partitions()).hasSize(3);
    assertThat(Contents.position(target, "g", first)).isZero();
    assertThat(report.isComplete()).isTrue();
    assertThat(outcome(MigrationWorld.migrate(source, target), "g")).isEqualTo(Outcome.THERE);
  }

  @Test
  void messagesBehindAnOpenTransactionAreLeftToALaterRun() {
    MigrationWorld.fill(source);
    EngineTransactions open = Contents.transactions(source, "slow");
    open.begin();
    Contents.Answer answer = new Contents.Answer();
    open.publish(MAIL, 1, null, "m4".getBytes(), Headers.empty(), answer);
    answer.await();
    Contents.publish(source, MAIL, "m5");

    TopicReport before = MigrationWorld.migrate(source, target).topics().get(0);
    open.commit();
    Contents.await(source, "mail", 5);
    TopicReport after = MigrationWorld.migrate(source, target).topics().get(0);

    assertThat(before.moved()).isEqualTo(3);
    assertThat(before.heldBack()).isEqualTo(2);
    assertThat(after.moved()).isEqualTo(2);
    MigrationWorld.assertMoved(source, target);
  }

  @Test
  void comparingSaysWhatIsMissingAndChangesNothing() {
    MigrationWorld.fill(source);
    MigrationWorld.migrate(source, target, Selection.ofTopics("mail").withGroups("mailer"));
    Contents.publish(source, MAIL, "m4");

    MigrationReport compared =
        new Migration(source, target, Selection.everything(), MigrationListener.NONE).compare();

    assertThat(compared.isComplete()).isFalse();
    assertThat(compared.topics()).extracting(TopicReport::missing).containsExactly(1L, 9L);
    assertThat(outcome(compared, "mailer")).isEqualTo(Outcome.THERE);
    assertThat(outcome(compared, "audit")).isEqualTo(Outcome.BEHIND);
    assertThat(target.topics().list()).containsExactly("mail");
    assertThat(Contents.of(target, "mail").get(0)).hasSize(3);
    assertThat(target.groups().list()).containsExactly("mailer");

    MigrationWorld.migrate(source, target);
    assertThat(
            new Migration(source, target, Selection.everything(), MigrationListener.NONE)
                .compare()
                .isComplete())
        .isTrue();
  }

  private static Outcome outcome(MigrationReport report, String group) {
    return report.positions().stream()
        .filter(each -> each.group().equals(group))
        .findFirst()
        .orElseThrow()
        .outcome();
  }
}
