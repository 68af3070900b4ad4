package dev.waybill.jdbc.dialect;

import dev.waybill.message.TopicPartition;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What one kind of database does differently from the others. Immutable and thread-safe.
 *
 * <p>Methods that are given a connection work in its open transaction, never end it, and throw what
 * the driver throws: {@link #kindOf} says what it means.
 */
public interface Dialect {

  /** The dialect of that database. One question to the driver, none to the database. */
  static Dialect of(Connection connection) throws SQLException {
    return Dialects.of(connection.getMetaData());
  }

  /**
   * The dialect of that {@link #id()}.
   *
   * @throws dev.waybill.error.RejectedException there is none
   */
  static Dialect named(String id) {
    return Dialects.named(id);
  }

  /** The product's name: {@code PostgreSQL}. */
  String name();

  /** Its name in commands: {@code postgresql}. */
  String id();

  /** The folder of its schema: MySQL's is MariaDB's. */
  String schemaFolder();

  // ---- SQL ------------------------------------------------------------------------------------

  /**
   * The database's clock as milliseconds since 1970 in UTC, whatever the session's time zone. All
   * rows of one statement get the same time. Stamps are made of this and of nothing else, so that
   * instances whose clocks differ agree on what is old.
   */
  String clockMillis();

  /**
   * Makes {@code INSERT INTO …} skip a row whose key is there, after waiting for whoever is
   * inserting it. Run it with {@link Inserts#isNew}: H2 tells by a failure.
   */
  String ifAbsent(String insert);

  /** What goes behind a SELECT to lock its rows: {@code " FOR UPDATE"}, or nothing. */
  default String forUpdate() {
    return " FOR UPDATE";
  }

  /** The same, leaving out rows that another transaction holds. */
  default String forUpdateSkipLocked() {
    return " FOR UPDATE SKIP LOCKED";
  }

  /**
   * A DELETE of at most {@code limit} rows.
   *
   * @param key the columns of the primary key, with commas between
   * @param condition which rows; its parameters are the statement's
   */
  String deleteSome(String table, String key, String condition, int limit);

  /** A statement that waits for others who create the schema, until the transaction's end. */
  Optional<String> creationLock();

  // ---- strategies -----------------------------------------------------------------------------

  /**
   * Makes the transaction one that writes, before it has read anything: SQLite has one writer, and
   * refuses a reader that turns into one too late. Nothing elsewhere.
   *
   * @param table any table that is there
   */
  default void beginWriting(Connection connection, String table) throws SQLException {}

  /**
   * Inserts message ids that are not there, stamped by the database's clock. INSERT first: what
   * another transaction inserts at the same time is waited for.
   *
   * @param table with the columns group_number, id_hash and stamp
   * @param hashes in any order, none twice
   * @return for each, whether it is new
   */
  boolean[] insertIds(Connection connection, String table, int group, List<byte[]> hashes)
      throws SQLException;

  /**
   * Reads positions and locks their rows until the end of the transaction, always in the same
   * order.
   *
   * @param table with the columns group_name, topic, partition_number and next_offset
   * @return as many as there are
   */
  Map<TopicPartition, Long> lockPositions(
      Connection connection, String table, String group, List<TopicPartition> partitions)
      throws SQLException;

  /** Marks the transaction that is open now, which must have locked or written something. */
  TransactionMark mark(Connection connection) throws SQLException;

  /** How an outbox keeps the writers of a key apart until they have committed. */
  KeyLocking keyLocking();

  // ---- failures -------------------------------------------------------------------------------

  /** What this failure means, its causes apart; {@link Failures#kindOf} looks at those too. */
  FailureKind kindOf(SQLException failure);

  /**
   * Whether a COMMIT that was answered with a failure has certainly been rolled back. If not, such
   * an answer is as good as none, unless it names a deadlock or a constraint.
   */
  boolean refusedCommitIsRolledBack();
}
