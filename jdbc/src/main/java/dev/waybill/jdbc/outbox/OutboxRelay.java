package dev.waybill.jdbc.outbox;

import dev.waybill.Explanation;
import dev.waybill.Relay;
import dev.waybill.Waybill;
import dev.waybill.engine.Capability;
import dev.waybill.error.RejectedException;
import dev.waybill.error.RetriableException;
import dev.waybill.error.WaybillException;
import dev.waybill.jdbc.dialect.KeyLocking;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntConsumer;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running relay: publishes what is committed to the outbox. Thread-safe. Any number of them may
 * run, in any number of processes: each lane is relayed by one.
 *
 * <p>It has one thread and one connection of the data source for each lane that it relays, and one
 * for the leases; on PostgreSQL one more, to listen. A pool must have room for them.
 *
 * <p>Close it before the {@code Waybill} that it publishes to.
 */
public final class OutboxRelay implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(OutboxRelay.class);

  /** The part of the application's that is the relay's. */
  private final Waybill waybill;

  private final LaneKeeper keeper;
  private final Bell bell;
  private final boolean transactions;
  private final AtomicBoolean closed = new AtomicBoolean();

  private OutboxRelay(Waybill waybill, LaneKeeper keeper, Bell bell, boolean transactions) {
    this.waybill = waybill;
    this.keeper = keeper;
    this.bell = bell;
    this.transactions = transactions;
  }

  static OutboxRelay start(
      DataSource dataSource,
      OutboxTables tables,
      String identity,
      Waybill to,
      RelaySettings settings) {
    boolean transactions = isTransactional(to);
    Waybill waybill =
        to.forRelay(
            new Relay(tables.name(identity), RelayHop.of(transactions), topicPrefix(identity)));
    try {
      return start(dataSource, tables, waybill, settings, transactions);
    } catch (WaybillException e) {
      waybill.close();
      throw e;
    }
  }

  private static OutboxRelay start(
      DataSource dataSource,
      OutboxTables tables,
      Waybill waybill,
      RelaySettings settings,
      boolean transactions) {
    LaneKeeper keeper =
        new LaneKeeper(
            dataSource,
            new LaneLeases(tables),
            settings,
            (lease, name, bell) -> {
              LaneSink sink =
                  transactions
                      ? new TransactionalSink(waybill, laneName(name, lease.lane()))
                      : new PublisherSink(waybill);
              LaneRelay relay = new LaneRelay(lease.lane(), tables, sink, settings);
              return new LaneWorker(dataSource, relay, lease, bell, settings);
            });
    Bell bell = bell(dataSource, tables, keeper::ring);
    keeper.start(bell);
    return new OutboxRelay(waybill, keeper, bell, transactions);
  }

  /** Reading the last progress record needs no group. */
  static boolean isTransactional(Waybill waybill) {
    return waybill.capabilities().can(Capability.TRANSACTIONS)
        && waybill.capabilities().can(Capability.BROADCAST);
  }

  /** The lane's transactional id, and the topic of its progress. */
  static String laneName(String identity, int lane) {
    return topicPrefix(identity) + lane;
  }

  private static String topicPrefix(String identity) {
    return "waybill.outbox." + identity + ".";
  }

  private static Bell bell(DataSource dataSource, OutboxTables tables, IntConsumer onRing) {
    if (tables.dialect().keyLocking() != KeyLocking.ADVISORY_LOCK) {
      return Bell.NONE;
    }
    try {
      return PostgresBell.open(dataSource, tables, onRing);
    } catch (LinkageError e) {
      LOG.info("PostgreSQL's own driver is not on the class path: the outbox is polled, not woken");
      return Bell.NONE;
    } catch (SQLException e) {
      throw new RetriableException(
          "the outbox's database cannot be reached; nothing was started: " + e.getMessage(), e);
    }
  }

  /** The lanes that are relayed by this one now. */
  public Set<Integer> lanes() {
    return status().stream().map(LaneStatus::lane).collect(Collectors.toCollection(TreeSet::new));
  }

  /** How the lanes are doing that are relayed by this one now. */
  public List<LaneStatus> status() {
    return keeper.status();
  }

  /**
   * What is promised between the database and the engine. {@link Waybill#explain} shows it in every
   * chain that goes through this outbox.
   */
  public Explanation.Hop hop() {
    return RelayHop.of(transactions);
  }

  /**
   * Ends what is under way, at most 30 seconds of it, and hands the lanes over at once. Rows that
   * are not published wait in the table.
   */
  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      keeper.close();
      bell.close();
      waybill.close();
    }
  }

  /** The schema must be there, and the engine must answer. */
  static void requireUsable(Waybill waybill) {
    Set<Capability> can = waybill.capabilities().can();
    if (!can.contains(Capability.PUBLISH_SYNCED) && !can.contains(Capability.PUBLISH_REPLICATED)) {
      throw new RejectedException(
          "an outbox is relayed to engines that confirm what is durable; '"
              + waybill.capabilities().engine()
              + "' does not; nothing was started");
    }
  }
}
