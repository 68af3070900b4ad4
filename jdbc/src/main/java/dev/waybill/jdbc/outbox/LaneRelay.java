package dev.waybill.jdbc.outbox;

import dev.waybill.jdbc.outbox.LaneSink.Published;
import dev.waybill.jdbc.outbox.LaneSink.Refusal;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is done on one lane, step by step. Starts no thread and waits for nothing but the database
 * and the engine. One thread; {@link #relayed} and {@link #blocked} may be read by others.
 *
 * <pre>
 *   UNSETTLED ── settle, remove what is published ──► SETTLED ── read ── publish ── remove ──┐
 *       ▲                                                ▲  └── refused: left out, tried later │
 *       └──────────── any failure ───────────────────────┼────────────────────────────────────┤
 *                                                        └────────────────────────────────────┘
 * </pre>
 *
 * <p>Invariant: rows are removed only after they are durable in the engine, and nothing is
 * published while it is not known whether what was published before has been removed.
 */
final class LaneRelay implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(LaneRelay.class);

  /** What there was to do. */
  enum Step {
    NOTHING,
    /** Fewer rows than a batch takes: waiting a little makes the next batch larger. */
    SOME,
    MORE
  }

  private final int lane;
  private final LaneSink sink;
  private final RowReader reader;
  private final RowRemover remover;
  private final Blocked blocked;
  private final int maxRows;
  private final long maxBytes;
  private final AtomicLong relayed = new AtomicLong();
  private boolean settled;

  LaneRelay(int lane, OutboxTables tables, LaneSink sink, RelaySettings settings) {
    this.lane = lane;
    this.sink = sink;
    this.reader = new RowReader(tables);
    this.remover = new RowRemover(tables);
    this.blocked = new Blocked(settings.retry());
    this.maxRows = settings.maxBatchMessages();
    this.maxBytes = settings.maxBatchBytes();
  }

  /**
   * Publishes the next batch. After any failure the next step begins with finding out what became
   * of this one.
   *
   * @param connection in autocommit, at read committed
   */
  Step step(Connection connection) throws SQLException {
    if (!settled) {
      int removed = remover.removeSame(connection, lane, sink.settle());
      if (removed > 0) {
        LOG.info(
            "Outbox lane {}: {} rows had been published and not yet removed; they are now, and none"
                + " is published again",
            lane,
            removed);
      }
      settled = true;
    }
    Optional<Blocked.Entry> due = blocked.due(System.nanoTime());
    if (due.isPresent()) {
      tryAlone(connection, due.get());
      return Step.MORE;
    }
    if (blocked.isFull()) {
      return Step.NOTHING;
    }
    List<OutboxRow> rows = reader.read(connection, lane, blocked.others(), maxRows, maxBytes);
    if (rows.isEmpty()) {
      return Step.NOTHING;
    }
    Optional<Refusal> refusal = publish(connection, rows);
    refusal.ifPresent(
        r -> blocked.suspect(r.row(), String.valueOf(r.why().getMessage()), System.nanoTime()));
    return refusal.isPresent() || rows.size() >= maxRows ? Step.MORE : Step.SOME;
  }

  private void tryAlone(Connection connection, Blocked.Entry entry) throws SQLException {
    List<OutboxRow> rows = reader.read(connection, lane, entry.filter(), 1, maxBytes);
    Optional<Refusal> refusal = rows.isEmpty() ? Optional.empty() : publish(connection, rows);
    if (refusal.isEmpty()) {
      blocked.forget(entry);
      return;
    }
    OutboxRow row = refusal.get().row();
    String reason = String.valueOf(refusal.get().why().getMessage());
    boolean wholeTopic = !sink.topicExists(row.topic());
    if (blocked.refused(entry, row, wholeTopic, reason, System.nanoTime())) {
      LOG.error(
          "Outbox lane {}: row {} of topic '{}' is refused, and waits with {} behind it; others are"
              + " published. It is tried again, less and less often, until it is accepted or"
              + " removed from the table: {}",
          lane,
          row.id(),
          row.topic(),
          wholeTopic ? "all rows of that topic" : "the rows of its key",
          reason);
    }
  }

  private Optional<Refusal> publish(Connection connection, List<OutboxRow> rows)
      throws SQLException {
    settled = false;
    Published published = sink.publish(rows);
    remover.remove(connection, lane, published.done().stream().map(OutboxRow::id).toList());
    relayed.addAndGet(published.done().size());
    if (published.failure().isPresent()) {
      throw published.failure().get();
    }
    settled = true;
    return published.refusal();
  }

  long relayed() {
    return relayed.get();
  }

  List<BlockedRow> blocked() {
    return blocked.rows();
  }

  /** How long until something that was refused is tried again, if so. The lane's thread only. */
  Optional<Duration> untilDue() {
    return blocked.untilDue(System.nanoTime());
  }

  @Override
  public void close() {
    sink.close();
  }
}
