package dev.waybill.jdbc;

import dev.waybill.error.RetriableException;
import dev.waybill.jdbc.connection.Borrowed;
import dev.waybill.jdbc.dialect.Dialect;
import dev.waybill.jdbc.schema.Schema;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** A data source, what kind of database is behind it, and where in it our tables are. Immutable. */
final class DatabaseAccess {

  private final DataSource dataSource;
  private final String prefix;
  private final boolean createSchema;

  /** Found once, and shared by all that were made of one another. */
  private final AtomicReference<@Nullable Dialect> dialect;

  private DatabaseAccess(
      DataSource dataSource,
      String prefix,
      boolean createSchema,
      AtomicReference<@Nullable Dialect> dialect) {
    this.dataSource = dataSource;
    this.prefix = prefix;
    this.createSchema = createSchema;
    this.dialect = dialect;
  }

  static DatabaseAccess of(DataSource dataSource) {
    return new DatabaseAccess(dataSource, Schema.DEFAULT_PREFIX, false, new AtomicReference<>());
  }

  DatabaseAccess withPrefix(String newPrefix) {
    return new DatabaseAccess(dataSource, Schema.checkedPrefix(newPrefix), createSchema, dialect);
  }

  DatabaseAccess creatingSchema() {
    return new DatabaseAccess(dataSource, prefix, true, dialect);
  }

  DataSource dataSource() {
    return dataSource;
  }

  /** Connects if it is not known yet. */
  Dialect dialect() {
    Dialect known = dialect.get();
    if (known != null) {
      return known;
    }
    try (Borrowed borrowed = Borrowed.from(dataSource)) {
      Dialect found = Dialect.of(borrowed.connection());
      dialect.set(found);
      return found;
    } catch (SQLException e) {
      throw new RetriableException(
          "the kind of the database could not be found out; nothing was done: " + e.getMessage(),
          e);
    }
  }

  /** The schema, which is there and is the right one when this returns. */
  Schema openSchema() {
    Schema schema = Schema.of(dialect(), prefix);
    if (createSchema) {
      schema.create(dataSource);
    } else {
      try (Borrowed borrowed = Borrowed.from(dataSource)) {
        schema.check(borrowed.connection());
      }
    }
    return schema;
  }

  @Override
  public String toString() {
    return "tables " + prefix + "*" + (createSchema ? ", created if missing" : "");
  }
}
