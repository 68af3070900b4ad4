package dev.waybill.jdbc;

import dev.waybill.effect.EffectSession;
import dev.waybill.effect.EffectStore;
import dev.waybill.error.WaybillException;
import dev.waybill.jdbc.connection.ShortTransactions;
import dev.waybill.jdbc.schema.Schema;
import java.time.Duration;
import javax.sql.DataSource;

/**
 * Exactly-once into the user's database: the effect, the group's position and, where a publisher
 * may repeat, the message's id are committed in one transaction of it.
 *
 * <pre>{@code
 * waybill
 *     .subscribe(orders)
 *     .group("payment")
 *     .exactlyOnce(Inbox.in(dataSource).createSchema())
 *     .handle((order, tx) -> charge(tx.connection(), order));
 * }</pre>
 *
 * <pre>
 *   lock positions ─► insert ids ─► handler ─► position: from expected to next ─► commit
 *        │                                         └ no such row: a zombie, rolled back
 *        └ waits for whoever is there, also for a commit whose answer was lost
 * </pre>
 *
 * <p>PostgreSQL, MariaDB, MySQL, H2 and SQLite. Any {@link DataSource}, with a pool or without: a
 * connection is taken for each transaction and given back as it came. The isolation level is the
 * user's. Immutable and thread-safe: each option returns a new one.
 *
 * <p>What it needs:
 *
 * <ul>
 *   <li>a database that keeps what it has committed: {@code fsync} and {@code synchronous_commit}
 *       on; InnoDB and {@code innodb_flush_log_at_trx_commit=1}; not an H2 in memory;
 *   <li>one connection for each transaction that is open at the same time: one for each
 *       subscription, and some for the application;
 *   <li>a server that notices when a client has gone (keep-alive of TCP, idle transactions that
 *       time out), or the rows of a dead one stay locked, and its partition waits;
 *   <li>handlers that leave the transaction's end to Waybill, and write their effect through the
 *       connection they are given. What they do elsewhere, an e-mail, a call, is not rolled back;
 *   <li>a driver that does not reconnect or repeat a transaction behind a broken connection.
 * </ul>
 */
public final class Inbox implements EffectStore<DatabaseTransaction> {

  private static final Duration DEFAULT_RETENTION = Duration.ofDays(7);

  private final DatabaseAccess database;
  private final Duration retention;

  private Inbox(DatabaseAccess database, Duration retention) {
    this.database = database;
    this.retention = retention;
  }

  /** In that database, whose tables {@code waybill_*} are there. Connects to nothing yet. */
  public static Inbox in(DataSource dataSource) {
    return new Inbox(DatabaseAccess.of(dataSource), DEFAULT_RETENTION);
  }

  /** Creates the tables when a group is opened, if they are not there. */
  public Inbox createSchema() {
    return new Inbox(database.creatingSchema(), retention);
  }

  /**
   * Names the tables otherwise than {@code waybill_*}.
   *
   * @param prefix a letter, then up to 29 letters, digits and underscores
   */
  public Inbox tablePrefix(String prefix) {
    return new Inbox(database.withPrefix(prefix), retention);
  }

  /**
   * How long message ids are remembered after their message was handled, by the database's clock; 7
   * days. It must be longer than a repeat may be late: the topic's retention, and the age of what
   * is published again from a dead-letter topic.
   */
  public Inbox retainIds(Duration retention) {
    return new Inbox(database, Durations.positive("a retention of ids", retention));
  }

  /** The database's product; looks for it once, and says that it is not known while it is not. */
  @Override
  public String name() {
    try {
      return database.dialect().name();
    } catch (WaybillException e) {
      return "a database that cannot be reached now";
    }
  }

  @Override
  public Duration idRetention() {
    return retention;
  }

  /**
   * A group's part of it: looks for the schema, creates it if that was asked for, and gives the
   * group its number.
   *
   * @throws dev.waybill.error.RejectedException the schema is missing, older or newer than this
   *     version needs, or the group's name cannot be kept; the message says what to do
   */
  @Override
  public EffectSession<DatabaseTransaction> open(String group) {
    String name = GroupNames.checked(group);
    Schema schema = database.openSchema();
    ShortTransactions transactions = new ShortTransactions(database.dataSource(), schema.dialect());
    int number = GroupNames.numberOf(transactions, schema, name);
    return new InboxSession(transactions, schema, name, number, retention);
  }

  @Override
  public String toString() {
    return "Inbox[" + database + ", retainIds=" + retention + "]";
  }
}
