package dev.waybill.verifier.planted.inside;

import dev.waybill.Guarantee;
import dev.waybill.Subscription;
import dev.waybill.Topic;
import dev.waybill.Waybill;
import dev.waybill.codec.Codecs;
import dev.waybill.effect.EffectSession;
import dev.waybill.effect.EffectTransaction;
import dev.waybill.error.FencedException;
import dev.waybill.jdbc.DatabaseTransaction;
import dev.waybill.jdbc.Inbox;
import dev.waybill.jdbc.outbox.Outbox;
import dev.waybill.jdbc.outbox.OutboxRelay;
import dev.waybill.message.StartPosition;
import dev.waybill.message.TopicPartition;
import dev.waybill.verifier.history.Event;
import dev.waybill.verifier.history.Integrity;
import dev.waybill.verifier.history.Promises;
import dev.waybill.verifier.history.Promises.GroupPromise;
import dev.waybill.verifier.history.Recorded;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import org.h2.jdbcx.JdbcDataSource;

/**
 * Inbox and outbox on a database in this process.
 *
 * <pre>
 *   database:ids        one message in two transactions at once; the second waits for the first
 *   database:positions  a zombie that does not know that its message was handled
 *   database:outbox     a row whose id was drawn first and whose transaction ends last
 * </pre>
 */
public final class DatabaseRun
    implements Function<String, Promises>, BiConsumer<String, Consumer<Recorded>> {
  private static final TopicPartition PARTITION = new TopicPartition("in", 0);
  private static final String GROUP = "g";
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** A relay that has not published a row in so long, polling all the time, never will. */
  private static final Duration RELAY_PATIENCE = Duration.ofSeconds(3);

  private static final Topic<String> EVENTS =
      Topic.named("events")
          .of(Codecs.string())
          .key(text -> text.substring(0, text.indexOf(':')))
          .id(text -> text)
          .partitions(1);

  @Override
  public Promises apply(String run) {
    return new Promises(
        run,
        "",
        Map.of("publisher#1", Guarantee.EXACTLY_ONCE, "relay#1", Guarantee.AT_LEAST_ONCE),
        Map.of(GROUP, new GroupPromise(Guarantee.EXACTLY_ONCE, true, true)),
        10_000,
        0,
        1,
        Set.of());
  }

  @Override
  public void accept(String run, Consumer<Recorded> out) {
    JdbcDataSource database = new JdbcDataSource();
    database.setURL(
        "jdbc:h2:mem:planted" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1;LOCK_TIMEOUT=20000");
    Notes notes = new Notes(out);
    try {
      if (run.startsWith("database:outbox")) {
        EmbeddedEngines.with(waybill -> outbox(database, waybill, notes));
      } else {
        inbox(run, database, notes);
      }
      try (Connection connection = database.getConnection()) {
        connection.createStatement().execute("SHUTDOWN");
      }
    } catch (SQLException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  // ---- inbox ----------------------------------------------------------------------------------

  private static void inbox(String run, JdbcDataSource database, Notes notes)
      throws SQLException, InterruptedException {
    notes.note(new Event.PublishInvoked("publisher#1", 0, "in", 0, "k", 0, Event.NO_TRANSACTION));
    notes.note(new Event.Published("publisher#1", 0, "in", 0, 0));
    AtomicInteger effects = new AtomicInteger();
    EffectSession<DatabaseTransaction> session = Inbox.in(database).createSchema().open(GROUP);
    Map<TopicPartition, Long> begun = session.begin(Map.of(PARTITION, 0L));
    if (!begun.equals(Map.of(PARTITION, 0L))) {
      throw new IllegalStateException("expected position 0, found " + begun);
    }
    if (run.startsWith("database:ids")) {
      twoAtOnce(database, session, effects);
    } else {
      zombie(session, effects);
    }
    notes.note(new Event.Read("final", "in", 0, 0, 0, Integrity.WHOLE));
    notes.note(new Event.ReadToEnd("final", "in", 0, 0, 1));
    notes.note(
        new Event.PositionRead(
            "final",
            GROUP,
            "in",
            0,
            session.positions(List.of(PARTITION)).getOrDefault(PARTITION, 0L)));
    notes.note(new Event.EffectCounted("final", GROUP, 0, effects.get()));
  }

  private static void twoAtOnce(
      JdbcDataSource database, EffectSession<DatabaseTransaction> session, AtomicInteger effects)
      throws SQLException, InterruptedException {
    AtomicReference<Throwable> failure = new AtomicReference<>();
    Thread second = new Thread(() -> handleById(session, effects), "planted second");
    second.setUncaughtExceptionHandler((thread, e) -> failure.set(e));
    try (EffectTransaction<DatabaseTransaction> first = session.transaction()) {
      boolean isNew = first.insertIds(List.of("message-0"))[0];
      second.start();
      awaitInsert(database, second);
      first.commit();
      if (isNew) {
        effects.incrementAndGet();
      }
    }
    second.join(PATIENCE.toMillis());
    if (failure.get() != null) {
      throw new IllegalStateException(failure.get());
    }
  }

  private static void handleById(
      EffectSession<DatabaseTransaction> session, AtomicInteger effects) {
    try (EffectTransaction<DatabaseTransaction> transaction = session.transaction()) {
      boolean isNew = transaction.insertIds(List.of("message-0"))[0];
      transaction.commit();
      if (isNew) {
        effects.incrementAndGet();
      }
    }
  }

  /** Until its INSERT is under way, which waits for the other transaction, or it has ended. */
  private static void awaitInsert(JdbcDataSource database, Thread thread)
      throws SQLException, InterruptedException {
    long until = System.nanoTime() + PATIENCE.toNanos();
    try (Connection connection = database.getConnection();
        PreparedStatement inserting =
            connection.prepareStatement(
                "SELECT COUNT(*) FROM INFORMATION_SCHEMA.SESSIONS"
                    + " WHERE EXECUTING_STATEMENT LIKE 'INSERT%'")) {
      while (thread.isAlive() && System.nanoTime() < until) {
        try (ResultSet found = inserting.executeQuery()) {
          if (found.next() && found.getInt(1) > 0) {
            return;
          }
        }
        TimeUnit.MILLISECONDS.sleep(5);
      }
    }
  }

  private static void zombie(EffectSession<DatabaseTransaction> session, AtomicInteger effects) {
    for (int attempt = 0; attempt < 2; attempt++) {
      // The second is the zombie: it does not look where the position is by now.
      try (EffectTransaction<DatabaseTransaction> transaction = session.transaction()) {
        transaction.move(PARTITION, 0, 1);
        transaction.commit();
        effects.incrementAndGet();
      } catch (FencedException e) {
        // As it should be: its effect is rolled back.
      }
    }
  }

  // ---- outbox ---------------------------------------------------------------------------------

  private static void outbox(JdbcDataSource database, Waybill waybill, Notes notes)
      throws SQLException, InterruptedException {
    Outbox outbox = Outbox.in(database).lanes(1).createSchema();
    EVENTS.settings().ifPresent(s -> waybill.topics().createIfMissing(EVENTS.name(), s));
    try (Connection early = database.getConnection();
        Connection late = database.getConnection();
        OutboxRelay relay = outbox.relayTo(waybill).pollInterval(Duration.ofMillis(10)).start()) {
      early.setAutoCommit(false);
      late.setAutoCommit(false);
      write(outbox, early, "a:0", 0, notes);
      write(outbox, late, "b:1", 1, notes);
      late.commit();
      notes.note(new Event.RowCommitted("database", 1, EVENTS.name(), "b", 0));
      awaitEmpty(outbox, relay);
      early.commit();
      notes.note(new Event.RowCommitted("database", 0, EVENTS.name(), "a", 1));
      awaitEmpty(outbox, relay);
    }
    List<String> published = new ArrayList<>();
    try (Subscription reading =
        waybill
            .subscribe(EVENTS)
            .broadcast()
            .startAt(StartPosition.earliest())
            .handleDeliveries(
                delivery -> {
                  published.add(delivery.message());
                  notes.note(
                      new Event.Read(
                          "final",
                          EVENTS.name(),
                          0,
                          delivery.offset(),
                          Long.parseLong(delivery.message().substring(2)),
                          Integrity.WHOLE));
                })) {
      boolean unused = reading.awaitCaughtUp(PATIENCE);
    }
    notes.note(new Event.ReadToEnd("final", EVENTS.name(), 0, 0, published.size()));
  }

  private static void write(
      Outbox outbox, Connection connection, String text, long message, Notes notes)
      throws SQLException {
    notes.note(
        new Event.PublishInvoked(
            "relay#1",
            message,
            EVENTS.name(),
            0,
            text.substring(0, 1),
            message,
            Event.NO_TRANSACTION));
    outbox.publish(connection, EVENTS, text);
  }

  private static void awaitEmpty(Outbox outbox, OutboxRelay relay) throws InterruptedException {
    long until = System.nanoTime() + RELAY_PATIENCE.toNanos();
    while (outbox.lag().rows() > 0 && System.nanoTime() < until) {
      TimeUnit.MILLISECONDS.sleep(5);
    }
    if (relay.lanes().isEmpty()) {
      throw new IllegalStateException("expected a relay that holds its lane, found it idle");
    }
  }
}
