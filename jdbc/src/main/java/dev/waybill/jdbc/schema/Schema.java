package dev.waybill.jdbc.schema;

import dev.waybill.error.RejectedException;
import dev.waybill.error.WaybillException;
import dev.waybill.jdbc.connection.Borrowed;
import dev.waybill.jdbc.dialect.Dialect;
import dev.waybill.jdbc.dialect.FailureKind;
import dev.waybill.jdbc.dialect.Failures;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.regex.Pattern;
import javax.sql.DataSource;

/**
 * The tables of one prefix in one kind of database. Immutable and thread-safe.
 *
 * <pre>{@code
 * System.out.println(Schema.of(Dialect.named("postgresql")).sql());   // for Flyway, Liquibase …
 * }</pre>
 */
public final class Schema {

  /** The version that this build reads and writes. */
  public static final int VERSION = 1;

  public static final String DEFAULT_PREFIX = "waybill_";

  private static final Pattern PREFIX = Pattern.compile("[A-Za-z][A-Za-z0-9_]{0,29}");

  /** How often the creation is tried again that met another one. */
  private static final int MOST_ATTEMPTS = 5;

  private final Dialect dialect;
  private final String prefix;

  private Schema(Dialect dialect, String prefix) {
    this.dialect = dialect;
    this.prefix = prefix;
  }

  /** The tables of the usual names. */
  public static Schema of(Dialect dialect) {
    return of(dialect, DEFAULT_PREFIX);
  }

  /**
   * The tables whose names begin with that prefix.
   *
   * @param prefix a letter, then up to 29 letters, digits and underscores
   */
  public static Schema of(Dialect dialect, String prefix) {
    return new Schema(dialect, checkedPrefix(prefix));
  }

  /** The prefix, if it is one. */
  public static String checkedPrefix(String prefix) {
    if (!PREFIX.matcher(prefix).matches()) {
      throw new IllegalArgumentException(
          "expected a table prefix of a letter, then up to 29 letters, digits and underscores,"
              + " found '"
              + prefix
              + "'");
    }
    return prefix;
  }

  public Dialect dialect() {
    return dialect;
  }

  /**
   * A table's name.
   *
   * @param name what follows the prefix, a constant of the code: {@code "position"}
   */
  public String table(String name) {
    return prefix + name;
  }

  /** All of it, as text: every statement may be run again, and does nothing then. */
  public String sql() {
    StringBuilder sql = new StringBuilder();
    for (int version = 1; version <= VERSION; version++) {
      sql.append(SqlScript.of(dialect.schemaFolder(), version).text(prefix));
    }
    return sql.toString();
  }

  /**
   * Creates what is missing, in a transaction of its own where the database's DDL has any; does
   * nothing if all is there. Two instances may do it at the same time.
   *
   * @throws RejectedException a newer version is there, or the database refuses: no right to create
   *     tables, for instance
   * @throws dev.waybill.error.RetriableException the database cannot be reached
   */
  public void create(DataSource dataSource) {
    for (int attempt = 1; ; attempt++) {
      try (Borrowed borrowed = Borrowed.from(dataSource)) {
        if (attemptCreate(borrowed, attempt == MOST_ATTEMPTS)) {
          return;
        }
      }
    }
  }

  /** False if another instance may have been in the way. */
  private boolean attemptCreate(Borrowed borrowed, boolean last) {
    try {
      create(borrowed);
      return true;
    } catch (SQLException e) {
      if (last || Failures.kindOf(dialect, e) == FailureKind.CONNECTION) {
        throw Failures.beforeCommit(dialect, "Waybill's tables could not be created", e);
      }
      return false;
    }
  }

  private void create(Borrowed borrowed) throws SQLException {
    int found = versionFound(borrowed.connection());
    // A failed look for a missing table has aborted PostgreSQL's transaction.
    borrowed.connection().rollback();
    if (found >= VERSION) {
      checkVersion(found);
      return;
    }
    try (Statement statement = borrowed.connection().createStatement()) {
      if (dialect.creationLock().isPresent()) {
        statement.execute(dialect.creationLock().get());
      }
      for (int version = Math.max(found, 0) + 1; version <= VERSION; version++) {
        for (String sql : SqlScript.of(dialect.schemaFolder(), version).statements(prefix)) {
          statement.execute(sql);
        }
      }
    }
    borrowed.commit();
  }

  /**
   * Looks whether the tables are those that this build needs.
   *
   * @param connection of the caller's; on PostgreSQL a transaction that is open on it is aborted if
   *     the tables are missing
   * @throws RejectedException they are missing, older or newer; the message says what to do
   * @throws dev.waybill.error.RetriableException the connection broke
   */
  public void check(Connection connection) {
    int found;
    try {
      found = versionFound(connection);
    } catch (SQLException e) {
      throw Failures.beforeCommit(dialect, "the version of Waybill's tables could not be read", e);
    }
    checkVersion(found);
  }

  private void checkVersion(int found) throws WaybillException {
    if (found == VERSION) {
      return;
    }
    String expected =
        "expected version " + VERSION + " of Waybill's tables " + prefix + "*, found ";
    if (found > VERSION) {
      throw new RejectedException(
          expected
              + "version "
              + found
              + ": a newer Waybill has been here; nothing was changed. Use that version, or another"
              + " table prefix");
    }
    throw new RejectedException(
        expected
            + (found == 0 ? "none" : "version " + found)
            + "; nothing was changed. Say createSchema() to have them created, or apply what"
            + " './waybill schema --dialect "
            + dialect.id()
            + (prefix.equals(DEFAULT_PREFIX) ? "" : " --prefix " + prefix)
            + "' prints");
  }

  /** 0 if there are no tables. */
  private int versionFound(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT MAX(version) FROM " + table("schema"))) {
      return rows.next() ? rows.getInt(1) : 0;
    } catch (SQLException e) {
      if (Failures.kindOf(dialect, e) == FailureKind.MISSING_TABLE) {
        return 0;
      }
      throw e;
    }
  }
}
