package dev.waybill.jdbc.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.jdbc.database.Databases;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is read between two commits. */
class RowReaderTest {

  @TempDir Path directory;

  /**
   * The first look of MariaDB may show a row and not the one of its key that was committed before
   * it. That look is made here by hiding two rows from it.
   */
  @ParameterizedTest
  @EnumSource(Databases.class)
  void aRowIsReadAfterTheOneBeforeItEvenIfTheFirstLookMissedThat(Databases kind) throws Exception {
    try (OutboxWorld world = new OutboxWorld(kind, directory, 1);
        Connection connection = world.database.connect()) {
      world.commit("same:1", "other:1", "same:2");
      String rows = world.tables().rows();
      String hide =
          "UPDATE "
              + rows
              + " SET lane = %d WHERE id < (SELECT m FROM (SELECT MAX(id) AS m FROM "
              + rows
              + ") newest)";
      world.database.execute(String.format(hide, 99));
      AtomicInteger statements = new AtomicInteger();
      Connection revealing =
          beforeTheSecondStatement(
              connection, statements, () -> world.database.execute(String.format(hide, 0)));

      List<String> read =
          new RowReader(world.tables())
              .read(revealing, 0, Filter.EVERYTHING, 10, 1_000_000).stream()
                  .map(OutboxRow::idText)
                  .toList();

      // What was not seen and nothing seen depends on comes with the next read.
      assertThat(read).containsExactly("same:1", "same:2");
      assertThat(statements.get()).isEqualTo(2);
    }
  }

  private static Connection beforeTheSecondStatement(
      Connection connection, AtomicInteger statements, Runnable action) {
    return (Connection)
        Proxy.newProxyInstance(
            RowReaderTest.class.getClassLoader(),
            new Class<?>[] {Connection.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("prepareStatement")
                  && statements.incrementAndGet() == 2) {
                action.run();
              }
              try {
                return method.invoke(connection, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  @ParameterizedTest
  @EnumSource(Databases.class)
  void filtersLeaveOutKeysAndTopics(Databases kind) throws Exception {
    try (OutboxWorld world = new OutboxWorld(kind, directory, 1);
        Connection connection = world.database.connect()) {
      world.commit("a:1", "b:1", "c:1", "a:2");
      RowReader reader = new RowReader(world.tables());
      long a = hash("a");

      assertThat(ids(reader, connection, Filter.EVERYTHING))
          .containsExactly("a:1", "b:1", "c:1", "a:2");
      assertThat(ids(reader, connection, Filter.only(a))).containsExactly("a:1", "a:2");
      assertThat(ids(reader, connection, Filter.only("events"))).hasSize(4);
      assertThat(ids(reader, connection, Filter.only("none"))).isEmpty();
      assertThat(
              ids(
                  reader,
                  connection,
                  new Filter(List.of(a, hash("b"), hash("x")), List.of("y"), null, null)))
          .containsExactly("c:1");
      assertThat(ids(reader, connection, new Filter(List.of(), List.of("events"), null, null)))
          .isEmpty();
      assertThat(reader.read(connection, 0, Filter.EVERYTHING, 2, 1_000_000)).hasSize(2);
      assertThat(reader.read(connection, 0, Filter.EVERYTHING, 10, 1)).hasSize(1);
    }
  }

  private static long hash(String key) {
    return KeyHash.of("events", key.getBytes(StandardCharsets.UTF_8));
  }

  private static List<String> ids(RowReader reader, Connection connection, Filter filter)
      throws Exception {
    return reader.read(connection, 0, filter, 100, 1_000_000).stream()
        .map(OutboxRow::idText)
        .toList();
  }
}
