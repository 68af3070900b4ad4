package dev.waybill.jdbc;

import dev.waybill.DeduplicationStore;
import dev.waybill.error.OutcomeUnknownException;
import dev.waybill.error.RetriableException;
import dev.waybill.error.WaybillException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Message ids that were handled, in a database: for handlers at least once whose effect is
 * elsewhere, an e-mail or a call. It survives restarts and is shared by all instances.
 *
 * <pre>{@code
 * waybill
 *     .subscribe(orders)
 *     .group("notification")
 *     .atLeastOnce()
 *     .deduplicate(JdbcDeduplicationStore.in(dataSource).createSchema())
 *     .handle(order -> mail(order));
 * }</pre>
 *
 * <pre>
 *            INSERT new                        UPDATE
 *   no row ────────────► claimed ── complete ─────────────► done ── maxAge ──► no row
 *     ▲                   │   │                                      │
 *     └──── release ──────┘   └─ claimTimeout: its process has died ─┴─► claimed by the next one
 * </pre>
 *
 * <p>INSERT comes first, so of two copies at the same time one is {@link Claim#GRANTED}, and a
 * claim that ran out is taken over by a compare-and-set. Ages are counted by the database's clock.
 *
 * <p>What it cannot do: effect and mark are two writes. A process that dies between them leaves a
 * claim that runs out, and the message is handled again. And a handler that takes longer than the
 * claim timeout may meet its own copy. If the effect is in the same database, use {@link Inbox}.
 *
 * <p>Thread-safe; each option returns a new one. Round trips: a claim that is granted 2, one that
 * is not 4; complete 2; release 2; MariaDB and MySQL add what {@link
 * dev.waybill.jdbc.connection.Borrowed} says for each 2. A transaction that met a deadlock, a lost
 * connection or an unanswered commit is repeated a few times, which is safe: a claim knows its own
 * row.
 */
public final class JdbcDeduplicationStore implements DeduplicationStore {

  private static final Logger LOG = LoggerFactory.getLogger(JdbcDeduplicationStore.class);

  private static final Duration DEFAULT_MAX_AGE = Duration.ofDays(7);
  private static final Duration DEFAULT_CLAIM_TIMEOUT = Duration.ofMinutes(5);
  private static final int MOST_ATTEMPTS = 5;
  private static final int COMPLETIONS_BETWEEN_CLEANINGS = 1_000;

  private final DatabaseAccess database;
  private final Duration maxAge;
  private final Duration claimTimeout;

  private final AtomicReference<@Nullable ClaimRows> rows = new AtomicReference<>();

  /** What was drawn for each claim of this store's, to release that one and no later one. */
  private final Map<ClaimRows.Key, Long> claimants = new ConcurrentHashMap<>();

  private final AtomicLong completions = new AtomicLong();

  private JdbcDeduplicationStore(DatabaseAccess database, Duration maxAge, Duration claimTimeout) {
    this.database = database;
    this.maxAge = maxAge;
    this.claimTimeout = claimTimeout;
  }

  /** In that database, whose tables {@code waybill_*} are there. Connects to nothing yet. */
  public static JdbcDeduplicationStore in(DataSource dataSource) {
    return new JdbcDeduplicationStore(
        DatabaseAccess.of(dataSource), DEFAULT_MAX_AGE, DEFAULT_CLAIM_TIMEOUT);
  }

  /** Creates the tables at the first use, if they are not there. */
  public JdbcDeduplicationStore createSchema() {
    return new JdbcDeduplicationStore(database.creatingSchema(), maxAge, claimTimeout);
  }

  /** Names the tables otherwise than {@code waybill_*}. */
  public JdbcDeduplicationStore tablePrefix(String prefix) {
    return new JdbcDeduplicationStore(database.withPrefix(prefix), maxAge, claimTimeout);
  }

  /** How long a handled message is remembered; 7 days. */
  public JdbcDeduplicationStore maxAge(Duration maxAge) {
    return new JdbcDeduplicationStore(
        database, Durations.positive("a maxAge", maxAge), claimTimeout);
  }

  /**
   * How long a claim holds that is neither completed nor released; 5 minutes. Longer than any
   * handling takes; and as long as a message waits whose handler's process has died.
   */
  public JdbcDeduplicationStore claimTimeout(Duration timeout) {
    return new JdbcDeduplicationStore(
        database, maxAge, Durations.positive("a claim timeout", timeout));
  }

  /**
   * Looks now for what the first use would look for.
   *
   * @throws dev.waybill.error.RejectedException the schema is missing, older or newer
   * @throws RetriableException the database cannot be reached
   */
  public JdbcDeduplicationStore open() {
    var unused = rows();
    return this;
  }

  private ClaimRows rows() {
    ClaimRows known = rows.get();
    if (known == null) {
      known = ClaimRows.open(database, Durations.millis(maxAge), Durations.millis(claimTimeout));
      rows.set(known);
    }
    return known;
  }

  /**
   * {@inheritDoc}
   *
   * @throws RetriableException the database could not be reached; if a claim was left behind, it
   *     runs out
   * @throws dev.waybill.error.RejectedException the schema is missing, older or newer
   */
  @Override
  public Claim claim(String group, String id) {
    ClaimRows table = rows();
    ClaimRows.Key key = table.key(group, id);
    long claimant = ThreadLocalRandom.current().nextLong();
    Claim claim = repeated("claimed", () -> claim(table, key, claimant));
    if (claim == Claim.GRANTED) {
      claimants.put(key, claimant);
    }
    return claim;
  }

  private static Claim claim(ClaimRows table, ClaimRows.Key key, long claimant) {
    if (table.insert(key, claimant)) {
      return Claim.GRANTED;
    }
    Optional<ClaimRows.Found> row = table.find(key);
    if (row.isEmpty()) {
      // Released since: the one who asks next finds no row.
      return Claim.BUSY;
    }
    ClaimRows.Found found = row.get();
    if (found.claimant() == claimant && !found.done()) {
      // Ours, from an attempt whose commit was not answered.
      return Claim.GRANTED;
    }
    if (found.over()) {
      return table.takeOver(key, claimant) ? Claim.GRANTED : Claim.BUSY;
    }
    return found.done() ? Claim.DONE : Claim.BUSY;
  }

  /**
   * {@inheritDoc}
   *
   * <p>Done is done, also if the claim has been taken over meanwhile.
   */
  @Override
  public void complete(String group, String id) {
    ClaimRows table = rows();
    ClaimRows.Key key = table.key(group, id);
    var unused = repeated("completed", () -> table.complete(key));
    claimants.remove(key);
    if (completions.incrementAndGet() % COMPLETIONS_BETWEEN_CLEANINGS == 0) {
      clean();
    }
  }

  @Override
  public void release(String group, String id) {
    ClaimRows table = rows();
    ClaimRows.Key key = table.key(group, id);
    Long claimant = claimants.remove(key);
    if (claimant != null) {
      var unused = repeated("released", () -> table.release(key, claimant));
    }
  }

  /** A window of time, not of count. */
  @Override
  public Window window() {
    return new Window(Long.MAX_VALUE, maxAge, true);
  }

  /**
   * Deletes a bounded number of rows that are over. Completions do it now and then; call it until
   * it answers 0 to have the table small at once.
   *
   * @return how many
   */
  public int forgetOld() {
    ClaimRows table = rows();
    return repeated("forgotten", table::forget);
  }

  private void clean() {
    try {
      var unused = forgetOld();
    } catch (WaybillException e) {
      LOG.warn("Old message ids could not be deleted; they stay, and are deleted another time", e);
    }
  }

  private static <R> R repeated(String what, Supplier<R> step) {
    for (int attempt = 1; ; attempt++) {
      try {
        return step.get();
      } catch (RetriableException e) {
        if (attempt == MOST_ATTEMPTS) {
          throw e;
        }
      } catch (OutcomeUnknownException e) {
        if (attempt == MOST_ATTEMPTS) {
          throw new RetriableException(
              "a message id was "
                  + what
                  + ", or not: the database did not answer in "
                  + MOST_ATTEMPTS
                  + " attempts; it may be tried again: "
                  + e.getMessage(),
              e);
        }
      }
    }
  }

  @Override
  public String toString() {
    return "JdbcDeduplicationStore["
        + database
        + ", maxAge="
        + maxAge
        + ", claimTimeout="
        + claimTimeout
        + "]";
  }
}
