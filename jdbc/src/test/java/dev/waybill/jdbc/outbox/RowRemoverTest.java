package dev.waybill.jdbc.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.jdbc.database.Databases;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Removing what is published, and nothing else. */
class RowRemoverTest {

  @TempDir Path directory;

  @ParameterizedTest
  @EnumSource(Databases.class)
  void anIdThatIsHandedOutAgainIsAnotherRow(Databases kind) throws Exception {
    try (OutboxWorld world = new OutboxWorld(kind, directory, 1);
        Connection connection = world.database.connect()) {
      world.commit("a:1", "a:2", "a:3");
      RowReader reader = new RowReader(world.tables());
      RowRemover remover = new RowRemover(world.tables());
      List<OutboxRow> rows = reader.read(connection, 0, Filter.EVERYTHING, 10, 1_000_000);
      RowId first = rows.get(0).rowId();
      RowId second = rows.get(1).rowId();
      RowId gone = new RowId(999_999, 1);

      int removed =
          remover.removeSame(
              connection, 0, List.of(first, new RowId(second.id(), second.nonce() + 1), gone));

      assertThat(removed).isEqualTo(1);
      assertThat(reader.read(connection, 0, Filter.EVERYTHING, 10, 1_000_000))
          .extracting(OutboxRow::idText)
          .containsExactly("a:2", "a:3");
      assertThat(remover.removeSame(connection, 0, List.of(first))).isZero();
      remover.remove(connection, 0, List.of(second.id(), rows.get(2).id()));
      assertThat(world.rows()).isZero();
    }
  }
}
