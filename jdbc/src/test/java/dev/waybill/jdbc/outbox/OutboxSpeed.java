package dev.waybill.jdbc.outbox;

import dev.waybill.Subscription;
import dev.waybill.Topic;
import dev.waybill.Waybill;
import dev.waybill.codec.Codecs;
import dev.waybill.message.StartPosition;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import javax.sql.DataSource;

/**
 * How fast a relay is, on a PostgreSQL that syncs every commit. A program and no test: what it says
 * is the machine's.
 *
 * <pre>
 *   backlog    rows are written while no relay runs; then how long until the table is empty
 *   latency    transactions at a fixed rate; from the return of each commit until a subscriber has
 *              the message, synced
 * </pre>
 */
final class OutboxSpeed {

  private static final Topic<byte[]> TOPIC =
      Topic.named("speed")
          .of(Codecs.bytes())
          .key(m -> Integer.toString(ByteBuffer.wrap(m).getInt() % 1_000))
          .partitions(4);

  private OutboxSpeed() {}

  public static void main(String[] arguments) throws Exception {
    int backlog = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 200_000;
    int rate = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 1_000;
    int seconds = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 20;
    int lanes = arguments.length > 3 ? Integer.parseInt(arguments[3]) : 4;
    Path directory = Files.createTempDirectory("outbox-speed");
    try (EmbeddedPostgres server =
            EmbeddedPostgres.builder()
                .setDataDirectory(directory.resolve("postgresql"))
                .setServerConfig("fsync", "on")
                .setServerConfig("synchronous_commit", "on")
                .setServerConfig("full_page_writes", "on")
                .start();
        Waybill waybill = Waybill.open("embedded:" + directory.resolve("engine"))) {
      DataSource database = server.getPostgresDatabase();
      Outbox outbox = Outbox.in(database).lanes(lanes).createSchema();
      waybill.topics().create(TOPIC.name(), TOPIC.settings().orElseThrow());
      for (int round = 0; backlog > 0 && round < 2; round++) {
        backlog(database, outbox, waybill, backlog);
      }
      latency(database, outbox, waybill, rate, seconds);
    }
  }

  private static byte[] message(int number) {
    return ByteBuffer.allocate(100).putInt(number).array();
  }

  private static void backlog(DataSource database, Outbox outbox, Waybill waybill, int count)
      throws Exception {
    try (Connection connection = database.getConnection()) {
      connection.setAutoCommit(false);
      long begin = System.nanoTime();
      for (int i = 0; i < count; i += 1_000) {
        List<byte[]> messages = new ArrayList<>();
        for (int j = i; j < i + 1_000; j++) {
          messages.add(message(j));
        }
        outbox.publishAll(connection, TOPIC, messages);
        connection.commit();
      }
      say("written: %,d rows, %,.0f/s", count, perSecond(count, begin));
    }
    long begin = System.nanoTime();
    try (OutboxRelay relay = outbox.relayTo(waybill).start()) {
      while (relay.status().stream().mapToLong(LaneStatus::relayed).sum() < count) {
        Thread.sleep(5);
      }
      say("relayed: %,d messages, %,.0f/s", count, perSecond(count, begin));
    }
    say("left: %,d rows", outbox.lag().rows());
  }

  private static void latency(
      DataSource database, Outbox outbox, Waybill waybill, int rate, int seconds) throws Exception {
    int count = rate * seconds;
    long[] committed = new long[count];
    long[] seen = new long[count];
    AtomicInteger next = new AtomicInteger();
    Subscription subscription =
        waybill
            .subscribe(TOPIC)
            .broadcast()
            .startAt(StartPosition.latest())
            .handle(m -> seen[ByteBuffer.wrap(m).getInt()] = System.nanoTime());
    try (OutboxRelay relay = outbox.relayTo(waybill).start()) {
      long begin = System.nanoTime() + 1_000_000_000L;
      List<Thread> writers = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        Thread writer = new Thread(() -> write(database, outbox, begin, rate, next, committed));
        writer.start();
        writers.add(writer);
      }
      for (Thread writer : writers) {
        writer.join();
      }
      say("rate reached: %,.0f/s of %,d/s", perSecond(count, begin), rate);
      long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
      while (outbox.lag().rows() > 0 && System.nanoTime() < deadline) {
        Thread.sleep(10);
      }
      subscription.awaitCaughtUp(Duration.ofSeconds(30));
    }
    long missing = Arrays.stream(seen).filter(at -> at == 0).count();
    // The first third warms up.
    int warm = count / 3;
    double[] millis = new double[count - warm];
    for (int i = warm; i < count; i++) {
      millis[i - warm] = (seen[i] - committed[i]) / 1e6;
    }
    Arrays.sort(millis);
    say(
        "commit to subscriber: p50 %.1f ms, p99 %.1f ms, p99.9 %.1f ms, most %.1f ms; missing %d",
        millis[millis.length / 2],
        millis[millis.length * 99 / 100],
        millis[(int) (millis.length * 999L / 1_000)],
        millis[millis.length - 1],
        missing);
    subscription.close();
  }

  private static void write(
      DataSource database,
      Outbox outbox,
      long begin,
      int rate,
      AtomicInteger next,
      long[] committed) {
    try (Connection connection = database.getConnection()) {
      connection.setAutoCommit(false);
      for (int i = next.getAndIncrement(); i < committed.length; i = next.getAndIncrement()) {
        long due = begin + i * 1_000_000_000L / rate;
        while (System.nanoTime() < due) {
          LockSupport.parkNanos(due - System.nanoTime());
        }
        outbox.publish(connection, TOPIC, message(i));
        connection.commit();
        committed[i] = System.nanoTime();
      }
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static double perSecond(int count, long beginNanos) {
    return count * 1e9 / (System.nanoTime() - beginNanos);
  }

  private static void say(String format, Object... arguments) {
    System.out.printf(format + "%n", arguments);
  }
}
