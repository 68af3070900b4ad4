package dev.waybill.jdbc.dialect;

import dev.waybill.error.RejectedException;
import java.sql.DatabaseMetaData;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;

/** All dialects, and how one is found. */
final class Dialects {

  private static final List<Dialect> ALL =
      List.of(
          new PostgreSqlDialect(),
          new MariaDbDialect(),
          new MySqlDialect(),
          new H2Dialect(),
          new SqliteDialect());

  private Dialects() {}

  static Dialect of(DatabaseMetaData database) throws SQLException {
    String product = database.getDatabaseProductName();
    // MySQL's driver calls a MariaDB server MySQL; the version gives it away.
    if (database.getDatabaseProductVersion().toLowerCase(Locale.ROOT).contains("mariadb")) {
      return named("mariadb");
    }
    for (Dialect dialect : ALL) {
      if (dialect.name().equalsIgnoreCase(product)) {
        return dialect;
      }
    }
    throw new RejectedException(
        "expected one of " + names() + ", found the database '" + product + "'; nothing was done");
  }

  static Dialect named(String id) {
    for (Dialect dialect : ALL) {
      if (dialect.id().equals(id.toLowerCase(Locale.ROOT))) {
        return dialect;
      }
    }
    throw new RejectedException(
        "expected a dialect, one of "
            + ALL.stream().map(Dialect::id).toList()
            + ", found '"
            + id
            + "'");
  }

  private static List<String> names() {
    return ALL.stream().map(Dialect::name).toList();
  }
}
