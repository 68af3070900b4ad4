package dev.waybill.jdbc.outbox;

import dev.waybill.Retry;
import dev.waybill.Waybill;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Function;

/** How to relay; every option has a default. Not thread-safe. */
public final class RelayTo {

  private final Waybill waybill;
  private final Function<RelayTo, OutboxRelay> starter;
  private RelaySettings settings = RelaySettings.DEFAULT;

  RelayTo(Waybill waybill, Function<RelayTo, OutboxRelay> starter) {
    this.waybill = Objects.requireNonNull(waybill, "waybill");
    this.starter = starter;
  }

  /**
   * How long a lane stays with a relay of which nothing is heard, by the database's clock; 5
   * seconds by default. A relay that is closed hands its lanes over at once.
   */
  public RelayTo lease(Duration lease) {
    settings = settings.withLease(lease);
    return this;
  }

  /** How often an idle lane is looked at; 100 ms by default. PostgreSQL wakes it besides. */
  public RelayTo pollInterval(Duration interval) {
    settings = settings.withPollInterval(interval);
    return this;
  }

  /**
   * How long a lane waits after a batch that was not full, so that the next one is larger; 5 ms by
   * default.
   */
  public RelayTo linger(Duration linger) {
    settings = settings.withLinger(linger);
    return this;
  }

  /** At most that many messages of a lane at once; 1,000 by default, 4,096 at most. */
  public RelayTo maxBatch(int messages) {
    settings = settings.withMaxBatchMessages(messages);
    return this;
  }

  /** About as many bytes of a lane at once; 4 MiB by default. A larger message goes alone. */
  public RelayTo maxBatchBytes(int bytes) {
    settings = settings.withMaxBatchBytes(bytes);
    return this;
  }

  /**
   * How long to wait after a failure; exponential from 100 ms to 30 seconds by default. The number
   * of attempts does not count: what is committed to the outbox is never given up.
   */
  public RelayTo retry(Retry retry) {
    settings = settings.withRetry(retry);
    return this;
  }

  /**
   * Begins to relay. Returns when the tables were looked at; the lanes are taken right after.
   *
   * @throws dev.waybill.error.RejectedException the outbox's tables are missing, or the engine does
   *     not confirm what is durable
   * @throws dev.waybill.error.RetriableException the database cannot be reached
   */
  public OutboxRelay start() {
    return starter.apply(this);
  }

  Waybill waybill() {
    return waybill;
  }

  RelaySettings settings() {
    return settings;
  }
}
