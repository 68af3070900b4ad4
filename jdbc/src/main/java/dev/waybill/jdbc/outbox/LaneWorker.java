package dev.waybill.jdbc.outbox;

import dev.waybill.error.FencedException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread of a lane that is ours. It has one connection, for as long as nothing fails.
 *
 * <pre>
 *   step ─┬─ MORE ─────► step
 *         ├─ SOME ─────► linger ──► step
 *         ├─ NOTHING ──► hang the bell? ─┬─ yes ──► step ──► sleep until it rings, or the interval
 *         │                              └─ no ───► sleep a little, longer each time
 *         └─ a failure ► give the connection back ──► back off ──► step
 * </pre>
 */
final class LaneWorker {

  private static final Logger LOG = LoggerFactory.getLogger(LaneWorker.class);

  /** While a transaction is open that will not ring, its lane is looked at so often at least. */
  private static final Duration LONGEST_UNRUNG = Duration.ofMillis(100);

  private static final Duration LEASE_LOOK = Duration.ofMillis(20);

  private final DataSource dataSource;
  private final LaneRelay relay;
  private final Lease lease;
  private final Bell bell;
  private final RelaySettings settings;
  private final Semaphore rings = new Semaphore(0);
  private final Thread thread;
  private volatile boolean stopped;
  private volatile @Nullable String failure;
  private @Nullable RelayConnection connection;
  private int failures;
  private int quietLooks;

  LaneWorker(
      DataSource dataSource, LaneRelay relay, Lease lease, Bell bell, RelaySettings settings) {
    this.dataSource = dataSource;
    this.relay = relay;
    this.lease = lease;
    this.bell = bell;
    this.settings = settings;
    this.thread = new Thread(this::run, "waybill-outbox-lane-" + lease.lane());
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  Lease lease() {
    return lease;
  }

  LaneStatus status() {
    return new LaneStatus(
        lease.lane(), relay.relayed(), relay.blocked(), Optional.ofNullable(failure));
  }

  /** Something was committed, perhaps. Any thread. */
  void ring() {
    rings.release();
  }

  /** Begins no more. Any thread; does not wait. */
  void stop() {
    stopped = true;
    rings.release();
  }

  boolean hasEnded() {
    return !thread.isAlive();
  }

  boolean awaitEnd(long nanos) throws InterruptedException {
    thread.join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(nanos)));
    return hasEnded();
  }

  private void run() {
    try {
      while (!stopped) {
        if (lease.isHeld()) {
          stepOrBackOff();
        } else {
          sleep(LEASE_LOOK); // the keeper will renew it, or stop us
        }
      }
    } finally {
      giveBack();
      closeRelay();
    }
  }

  private void stepOrBackOff() {
    try {
      RelayConnection mine = connection;
      if (mine == null) {
        mine = RelayConnection.open(dataSource);
        connection = mine;
      }
      step(mine.connection());
      if (failures > 0) {
        LOG.info("Outbox lane {} goes on after {} failures", lease.lane(), failures);
        failures = 0;
        failure = null;
      }
    } catch (FencedException e) {
      // Another relay has the lane's transactional id: is the lane still ours?
      lease.doubt();
      LOG.info(
          "Outbox lane {} was fenced: another relay took it over, or began to; nothing was"
              + " published by this one, and its lease is looked at",
          lease.lane());
      giveBack();
    } catch (SQLException | RuntimeException e) {
      failed(e);
    }
  }

  private void step(Connection mine) throws SQLException {
    switch (relay.step(mine)) {
      case MORE -> quietLooks = 0;
      case SOME -> {
        quietLooks = 0;
        sleep(settings.linger());
      }
      case NOTHING -> idle(mine);
    }
  }

  private void idle(Connection mine) throws SQLException {
    rings.drainPermits();
    if (!bell.hang(mine, lease.lane())) {
      quietLooks++;
      Duration longest = bell.exists() ? LONGEST_UNRUNG : settings.pollInterval();
      long grown = Math.max(1, settings.linger().toMillis()) << Math.min(quietLooks, 20);
      sleep(atMost(Duration.ofMillis(grown), longest));
      return;
    }
    try {
      if (relay.step(mine) == LaneRelay.Step.NOTHING) {
        sleep(settings.pollInterval());
      }
    } finally {
      bell.takeDown(mine, lease.lane());
    }
  }

  private void failed(Exception e) {
    giveBack();
    failures++;
    String reason = String.valueOf(e.getMessage() == null ? e : e.getMessage());
    failure = reason;
    if (failures == 1 && !stopped) {
      LOG.warn(
          "Outbox lane {} could not go on; nothing is lost, rows wait in the table, and it is tried"
              + " again: {}",
          lease.lane(),
          reason,
          e);
    }
    sleep(settings.retry().delayAfter(failures, ThreadLocalRandom.current()));
  }

  /** Until it rings, the time is up, or something that was refused is due. */
  private void sleep(Duration longest) {
    if (stopped) {
      return;
    }
    Duration time = relay.untilDue().map(due -> atMost(longest, due)).orElse(longest);
    try {
      if (rings.tryAcquire(time.toNanos(), TimeUnit.NANOSECONDS)) {
        rings.drainPermits();
      }
    } catch (InterruptedException e) {
      // Nobody of ours interrupts; whoever does wants the thread to end.
      stopped = true;
    }
  }

  private static Duration atMost(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  private void giveBack() {
    RelayConnection mine = connection;
    connection = null;
    if (mine != null) {
      mine.close();
    }
  }

  private void closeRelay() {
    try {
      relay.close();
    } catch (RuntimeException e) {
      LOG.debug("Outbox lane {} could not be closed; its next owner fences it", lease.lane(), e);
    }
  }
}
