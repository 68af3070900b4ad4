package dev.waybill.jdbc;

import dev.waybill.effect.EffectTransaction;
import dev.waybill.effect.Outgoing;
import dev.waybill.error.FencedException;
import dev.waybill.error.RejectedException;
import dev.waybill.error.RetriableException;
import dev.waybill.error.WaybillException;
import dev.waybill.jdbc.connection.Borrowed;
import dev.waybill.jdbc.connection.Guard;
import dev.waybill.jdbc.dialect.Dialect;
import dev.waybill.jdbc.dialect.FailureKind;
import dev.waybill.jdbc.dialect.Failures;
import dev.waybill.jdbc.dialect.TransactionMark;
import dev.waybill.jdbc.schema.Schema;
import dev.waybill.message.TopicPartition;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One transaction on one connection. One thread at a time.
 *
 * <pre>
 *   lock ─► ids ─► handler: SAVEPOINT before its first use ─► move: RELEASE, UPDATE ─► COMMIT
 *                     ▲                                          │
 *                     └────────── used again after a move ◄──────┘
 * </pre>
 *
 * <p>Round trips besides the handler's own: lock 1; ids 1; a savepoint and its release, which tell
 * this transaction from a later one, 2; each move 1; COMMIT 1. So 6 for a batch of one partition
 * with ids on PostgreSQL, whatever its size; on MariaDB and MySQL 2 more from a pool whose
 * connections come with autocommit on. MySQL needs 2 more for ids, and one for each id if some were
 * known.
 *
 * <p>The invariant: a position is moved only in the transaction that locked it or found it as
 * expected, after it was seen that handlers have left that transaction open; and that is the one
 * that is committed.
 */
final class InboxTransaction implements EffectTransaction<DatabaseTransaction> {

  private final Borrowed borrowed;
  private final Connection connection;
  private final Guard guard;
  private final DatabaseTransaction handle;
  private final Schema schema;
  private final Dialect dialect;
  private final String group;
  private final int groupNumber;

  /** Where the positions are, in this transaction. */
  private final Map<TopicPartition, Long> locked = new HashMap<>();

  /** There while a handler may have ended the transaction. */
  private @Nullable TransactionMark mark;

  /** What a handler did that forbids the commit, which tells it. */
  private @Nullable RejectedException refusal;

  private boolean endedByHandler;
  private boolean ended;

  /**
   * @param wrote hears what handlers write for a relay
   */
  InboxTransaction(
      Borrowed borrowed, Schema schema, String group, int groupNumber, Consumer<Outgoing> wrote) {
    this.borrowed = borrowed;
    this.connection = borrowed.connection();
    this.guard = new Guard(connection, this::markBeforeUse, wrote);
    this.handle = guard::connection;
    this.schema = schema;
    this.dialect = schema.dialect();
    this.group = group;
    this.groupNumber = groupNumber;
  }

  @Override
  public Map<TopicPartition, Long> lock(Collection<TopicPartition> partitions) {
    checkOpen();
    if (partitions.isEmpty()) {
      return Map.of();
    }
    return orRollBack(
        "positions of group '" + group + "' could not be locked",
        () -> {
          Map<TopicPartition, Long> found =
              dialect.lockPositions(
                  connection,
                  schema.table("position"),
                  group,
                  partitions.stream().distinct().sorted().toList());
          locked.putAll(found);
          return found;
        });
  }

  @Override
  public boolean[] insertIds(List<String> ids) {
    checkOpen();
    if (ids.isEmpty()) {
      return new boolean[0];
    }
    return orRollBack(
        "message ids of group '" + group + "' could not be inserted",
        () -> {
          Map<byte[], Integer> places = MessageIds.firstPlaces(ids);
          List<byte[]> hashes = List.copyOf(places.keySet());
          boolean[] inserted =
              dialect.insertIds(connection, schema.table("message_id"), groupNumber, hashes);
          boolean[] isNew = new boolean[ids.size()];
          int i = 0;
          for (int place : places.values()) {
            isNew[place] = inserted[i++];
          }
          return isNew;
        });
  }

  @Override
  public DatabaseTransaction handle() {
    checkOpen();
    return handle;
  }

  private void markBeforeUse() throws SQLException {
    if (mark == null) {
      mark = dialect.mark(connection);
    }
  }

  @Override
  public void move(TopicPartition partition, long expected, long next) {
    checkOpen();
    // Before the move: SQLite's driver would commit it at once if a handler has ended the
    // transaction.
    checkThatItIsOurs();
    Long known = locked.get(partition);
    if (refusal != null || (expected == next && known != null && known == expected)) {
      return;
    }
    boolean moved =
        orRollBack(
            "the position of group '" + group + "' in " + partition + " could not be moved",
            () -> compareAndSet(partition, expected, next));
    if (!moved) {
      FencedException fenced = fenced(partition, expected, next);
      close();
      throw fenced;
    }
    locked.put(partition, next);
  }

  private boolean compareAndSet(TopicPartition partition, long expected, long next)
      throws SQLException {
    String sql =
        "UPDATE "
            + schema.table("position")
            + " SET next_offset = ? WHERE group_name = ? AND topic = ? AND partition_number = ?"
            + " AND next_offset = ?";
    try (PreparedStatement update = connection.prepareStatement(sql)) {
      update.setLong(1, next);
      update.setString(2, group);
      update.setString(3, partition.topic());
      update.setInt(4, partition.partition());
      update.setLong(5, expected);
      return update.executeUpdate() == 1;
    }
  }

  private FencedException fenced(TopicPartition partition, long expected, long next) {
    Long found = locked.get(partition);
    return new FencedException(
        "expected the position of group '"
            + group
            + "' in "
            + partition
            + " to be "
            + expected
            + ", to move it to "
            + next
            + ", found "
            + (found == null ? "another one, or none" : found)
            + ": somebody else has moved it. The effects of this transaction are rolled back; go on"
            + " from the position that is there");
  }

  @Override
  public boolean isTransient(Throwable failureOfHandler) {
    // Or the statement after the one that failed in truth, whose failure was swallowed.
    return Failures.isTransient(dialect, failureOfHandler)
        || (Failures.isAborted(dialect, failureOfHandler) && swallowedTransient() != null);
  }

  private @Nullable SQLException swallowedTransient() {
    for (SQLException failure : guard.failures()) {
      if (Failures.kindOf(dialect, failure).isTransient()) {
        return failure;
      }
    }
    return null;
  }

  @Override
  public void commit() {
    checkOpen();
    // Handlers' statements first: one that is open can be in the way.
    guard.end();
    try {
      checkThatItIsOurs();
      if (refusal != null) {
        throw refusal;
      }
      borrowed.commit();
    } catch (SQLException e) {
      throw Failures.ofCommit(dialect, "the transaction of group '" + group + "'", e);
    } finally {
      close();
    }
  }

  @Override
  public boolean wasEndedByHandler() {
    return endedByHandler;
  }

  /**
   * Looks whether what is open is the transaction that was marked, and can be committed; the
   * refusal is there if not. A transient reason is thrown.
   */
  private void checkThatItIsOurs() {
    TransactionMark marked = mark;
    if (marked == null) {
      return;
    }
    mark = null;
    SQLException why = null;
    try {
      if (marked.isStillOpen()) {
        return;
      }
    } catch (SQLException e) {
      why = e;
    }
    WaybillException failure =
        why != null && Failures.kindOf(dialect, why) == FailureKind.CONNECTION
            ? Failures.beforeCommit(
                dialect, "the transaction of group '" + group + "' could not be committed", why)
            : notOurs(why);
    if (failure instanceof RejectedException rejected) {
      refusal = rejected;
    } else {
      close();
      throw failure;
    }
  }

  private WaybillException notOurs(@Nullable SQLException why) {
    SQLException swallowed = swallowedTransient();
    if (swallowed != null) {
      return new RetriableException(
          "the transaction of group '"
              + group
              + "' was rolled back by "
              + dialect.name()
              + " for the sake of another one, and a handler swallowed the failure; nothing was"
              + " done, and it is tried again: "
              + swallowed.getMessage(),
          swallowed);
    }
    List<SQLException> failures = guard.failures();
    SQLException first = failures.isEmpty() ? why : failures.get(0);
    if (why != null && dialect.kindOf(why) == FailureKind.ABORTED) {
      return new RejectedException(
          "the transaction of group '"
              + group
              + "' was rolled back: a handler swallowed the failure of a statement, after which "
              + dialect.name()
              + " commits nothing of it. Use a savepoint around a statement that may fail: "
              + (first == null ? why.getMessage() : first.getMessage()),
          first);
    }
    endedByHandler = true;
    return new RejectedException(
        "expected the transaction of group '"
            + group
            + "' to be open until its commit, found that a handler ended it: by the text of a"
            + " statement such as COMMIT, by DDL that commits, or by swallowing the failure that"
            + " ended it. What came after that is rolled back, but by SQLite; what the handler"
            + " committed itself stays, without the position, and may be there twice. Leave the end"
            + " of the transaction to Waybill, and do DDL elsewhere",
        first);
  }

  // ---- the end --------------------------------------------------------------------------------

  private interface Step<R> {
    R run() throws SQLException;
  }

  /** A failure ends the transaction: nothing of it remains. */
  private <R> R orRollBack(String attempted, Step<R> step) {
    try {
      return step.run();
    } catch (SQLException e) {
      WaybillException failure = Failures.beforeCommit(dialect, attempted, e);
      close();
      throw failure;
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  private void checkOpen() {
    if (ended) {
      throw new RejectedException(
          "expected an open transaction of group '"
              + group
              + "', found one that has ended; nothing was done. Begin another one");
    }
  }

  @Override
  public void close() {
    if (!ended) {
      ended = true;
      guard.end();
      borrowed.close();
    }
  }

  @Override
  public String toString() {
    return "InboxTransaction[" + group + (ended ? ", ended]" : ", open]");
  }
}
