package dev.waybill.jdbc.outbox;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the lanes that are ours and takes those that are free, on a thread and a connection of its
 * own.
 *
 * <pre>
 *   every quarter of a lease, for every lane:
 *     ours ────► renew ─┬─ done
 *                       └─ another's by now ──► stop its worker
 *     free ────► take ──► start a worker
 *     ended ───► release, to be taken anew
 * </pre>
 */
final class LaneKeeper implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(LaneKeeper.class);

  private static final int ROUNDS_PER_LEASE = 4;
  private static final long CLOSE_NANOS = TimeUnit.SECONDS.toNanos(30);

  private final DataSource dataSource;
  private final LaneLeases leases;
  private final RelaySettings settings;
  private final Workers newWorkers;
  private final String owner = UUID.randomUUID().toString();
  private final Map<Integer, LaneWorker> workers = new ConcurrentSkipListMap<>();
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Thread thread;
  private Bell bell = Bell.NONE;
  private @Nullable RelayConnection connection;
  private @Nullable String identity;
  private boolean failing;

  /** Makes a worker for a lease of the outbox of that identity. */
  @FunctionalInterface
  interface Workers {
    LaneWorker of(Lease lease, String identity, Bell bell);
  }

  LaneKeeper(DataSource dataSource, LaneLeases leases, RelaySettings settings, Workers newWorkers) {
    this.dataSource = dataSource;
    this.leases = leases;
    this.settings = settings;
    this.newWorkers = newWorkers;
    this.thread = new Thread(this::run, "waybill-outbox-leases");
    thread.setDaemon(true);
  }

  /**
   * Begins.
   *
   * @param bell calls {@link #ring}
   */
  void start(Bell bell) {
    this.bell = bell;
    thread.start();
  }

  List<LaneStatus> status() {
    return workers.values().stream()
        .filter(worker -> worker.lease().isHeld() && !worker.hasEnded())
        .map(LaneWorker::status)
        .toList();
  }

  void ring(int lane) {
    if (lane < 0) {
      workers.values().forEach(LaneWorker::ring);
      return;
    }
    LaneWorker worker = workers.get(lane);
    if (worker != null) {
      worker.ring();
    }
  }

  private void run() {
    Duration round = settings.lease().dividedBy(ROUNDS_PER_LEASE);
    try {
      do {
        tendOrLog();
      } while (!closing.await(round.toNanos(), TimeUnit.NANOSECONDS));
      releaseAll();
    } catch (InterruptedException e) {
      // Nobody of ours interrupts: the leases run out.
      workers.values().forEach(LaneWorker::stop);
    } finally {
      giveBack();
    }
  }

  private void tendOrLog() {
    try {
      tend();
      failing = false;
    } catch (SQLException | RuntimeException e) {
      giveBack();
      if (!failing) {
        failing = true;
        LOG.warn(
            "The leases of the outbox's lanes could not be kept; other relays take the lanes over"
                + " after {}, nothing is lost, and it is tried again: {}",
            settings.lease(),
            e.getMessage(),
            e);
      }
    }
  }

  private void tend() throws SQLException {
    Connection mine = connection();
    String name = identity;
    if (name == null) {
      name = leases.identity(mine);
      identity = name;
    }
    int lanes = leases.count(mine);
    for (int lane = 0; lane < lanes; lane++) {
      LaneWorker worker = workers.get(lane);
      if (worker != null && worker.hasEnded()) {
        leases.release(mine, worker.lease(), owner);
        workers.remove(lane);
        worker = null;
      }
      if (worker == null) {
        take(mine, lane, name);
      } else if (!leases.renew(mine, worker.lease(), owner, settings.lease())) {
        LOG.info("Outbox lane {} was taken over by another relay", lane);
        worker.stop();
      }
    }
  }

  private void take(Connection mine, int lane, String name) throws SQLException {
    Optional<Lease> lease = leases.take(mine, lane, owner, settings.lease());
    if (lease.isPresent()) {
      LaneWorker worker = newWorkers.of(lease.get(), name, bell);
      workers.put(lane, worker);
      worker.start();
    }
  }

  private Connection connection() throws SQLException {
    RelayConnection mine = connection;
    if (mine == null) {
      mine = RelayConnection.open(dataSource);
      connection = mine;
    }
    return mine.connection();
  }

  /** A lane whose worker has not ended is left to its lease: what it does may still succeed. */
  private void releaseAll() throws InterruptedException {
    workers.values().forEach(LaneWorker::stop);
    long deadline = System.nanoTime() + CLOSE_NANOS;
    for (LaneWorker worker : workers.values()) {
      if (!worker.awaitEnd(deadline - System.nanoTime())) {
        continue;
      }
      try {
        leases.release(connection(), worker.lease(), owner);
      } catch (SQLException e) {
        giveBack();
        LOG.debug("A lane could not be released; others take it over when its lease ends", e);
      }
    }
  }

  private void giveBack() {
    RelayConnection mine = connection;
    connection = null;
    if (mine != null) {
      mine.close();
    }
  }

  @Override
  public void close() {
    closing.countDown();
    try {
      thread.join(TimeUnit.NANOSECONDS.toMillis(2 * CLOSE_NANOS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
