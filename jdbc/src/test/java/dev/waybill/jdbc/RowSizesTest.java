package dev.waybill.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.effect.EffectSession;
import dev.waybill.effect.EffectTransaction;
import dev.waybill.jdbc.database.Databases;
import dev.waybill.jdbc.database.TestDatabase;
import dev.waybill.message.TopicPartition;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a message leaves behind in the user's database. */
class RowSizesTest {
  private static final int TRANSACTIONS = 20;
  private static final int IDS = 2_000;
  private static final TopicPartition PARTITION = new TopicPartition("orders", 0);

  @ParameterizedTest
  @EnumSource(names = {"POSTGRESQL", "MARIADB"})
  void anIdTakesLessThanAHundredBytesAndPositionsTakeNoRowAMessage(Databases kind) {
    TestDatabase database = kind.create();
    try (EffectSession<DatabaseTransaction> session =
        Inbox.in(database.dataSource()).createSchema().open("billing")) {
      session.begin(Map.of(PARTITION, 0L));
      for (int i = 0; i < TRANSACTIONS; i++) {
        int first = i * IDS;
        List<String> ids =
            IntStream.range(first, first + IDS).mapToObj(n -> "order-" + n + "-paid").toList();
        try (EffectTransaction<DatabaseTransaction> transaction = session.transaction()) {
          transaction.lock(List.of(PARTITION));
          transaction.insertIds(ids);
          transaction.move(PARTITION, first, first + IDS);
          transaction.commit();
        }
      }
    }

    long rows = database.number("SELECT COUNT(*) FROM waybill_message_id");
    assertThat(rows).isEqualTo(TRANSACTIONS * IDS);
    assertThat(database.number("SELECT COUNT(*) FROM waybill_position")).isEqualTo(1);
    double bytes = (double) tableBytes(database, kind) / rows;
    System.out.printf("%s: %.1f bytes for each message id, indexes apart%n", kind, bytes);
    assertThat(bytes).isBetween(32.0, 100.0);
  }

  /**
   * Without indexes. MariaDB keeps rows inside their primary key: packed, so that they are measured
   * and not the free space between them, which is half as much again after inserts in random order.
   */
  private static long tableBytes(TestDatabase database, Databases kind) {
    if (kind == Databases.POSTGRESQL) {
      return database.number("SELECT pg_relation_size('waybill_message_id')");
    }
    database.execute("ALTER TABLE waybill_message_id ENGINE = InnoDB");
    database.execute("ANALYZE TABLE waybill_message_id");
    return database.number(
        "SELECT data_length FROM information_schema.tables"
            + " WHERE table_schema = DATABASE() AND table_name = 'waybill_message_id'");
  }
}
