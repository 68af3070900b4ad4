package dev.waybill.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.jdbc.database.Databases;
import dev.waybill.jdbc.dialect.Dialect;
import java.sql.Connection;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What MySQL is spoken to with, on MariaDB, which understands it: the strategies of their own. */
class MySqlDialectTest extends InboxFixture {

  MySqlDialectTest() {
    super(Databases.MARIADB);
  }

  private final Dialect dialect = Dialect.named("mysql");

  private static List<byte[]> ids(int from, int to) {
    return IntStream.range(from, to).mapToObj(i -> MessageIds.hash("id" + i)).toList();
  }

  @Test
  void idsAreToldByTheCountOrRowByRow() throws Exception {
    try (Connection connection = database.connect()) {
      connection.setAutoCommit(false);
      boolean[] first = dialect.insertIds(connection, "waybill_message_id", 7, ids(10, 1_210));
      boolean[] second = dialect.insertIds(connection, "waybill_message_id", 7, ids(0, 20));
      connection.commit();

      assertThat(first).hasSize(1_200).doesNotContain(false);
      for (int i = 0; i < 20; i++) {
        assertThat(second[i]).as("id" + i).isEqualTo(i < 10);
      }
    }
    assertThat(database.number("SELECT COUNT(*) FROM waybill_message_id WHERE group_number = 7"))
        .isEqualTo(1_210);
  }

  @Test
  void positionsAreLockedByTheirKeys() throws Exception {
    session.begin(Map.of(P0, 5L, P1, 6L));
    try (Connection connection = database.connect()) {
      connection.setAutoCommit(false);

      assertThat(dialect.lockPositions(connection, "waybill_position", group, List.of(P1, P0)))
          .isEqualTo(Map.of(P0, 5L, P1, 6L));
      connection.rollback();
    }
  }
}
