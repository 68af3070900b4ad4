package dev.waybill.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.waybill.Retry;
import dev.waybill.Subscription;
import dev.waybill.Waybill;
import dev.waybill.jdbc.database.Databases;
import dev.waybill.jdbc.database.MortalServer;
import dev.waybill.jdbc.database.TestDatabase;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Two groups whose server is killed under them, again and again: each time one of them is between
 * an effect and its commit, and the other wherever it is. The lines of the group that handles
 * messages one by one begin with {@code s}, those of batches with {@code b}.
 */
abstract class PipelineKillContract extends PipelineFixture {

  /** More with {@code -Dwaybill.kills=50}. */
  private static final int KILLS = Integer.getInteger("waybill.kills", 3);

  private static final long SEED = Long.getLong("waybill.seed", System.nanoTime());

  /** A handler that has written this line waits until the server is gone. */
  private record Hold(String line, CountDownLatch reached, CountDownLatch gone) {}

  private final AtomicReference<@Nullable Hold> hold = new AtomicReference<>();
  private final Map<String, Integer> attempts = new ConcurrentHashMap<>();
  private MortalServer server;

  PipelineKillContract(Databases kind) {
    super(kind);
  }

  @Override
  TestDatabase createDatabase() {
    server = kind.mortalServer();
    return server.createDatabase(Databases.nextName());
  }

  @Test
  void subscriptionsOutliveTheirServerAndDoEverythingOnce() throws Exception {
    Random random = new Random(SEED);
    List<String> texts = new ArrayList<>();
    int heldAgain = 0;
    try (HikariDataSource pool = database.pool(4, 1_000);
        Waybill waybill = open("data")) {
      // Were the server's absence laid to a message, that would be its only attempt.
      Subscription single =
          subscribe(waybill, Inbox.in(pool))
              .retry(Retry.none())
              .handle((text, tx) -> writeAndHold(tx, "s" + text));
      Subscription batches =
          waybill
              .subscribe(ORDERS)
              .group("batches")
              .exactlyOnce(Inbox.in(database.dataSource()).createSchema())
              .retry(Retry.none())
              .handleBatches(
                  (batch, tx) -> {
                    for (var delivery : batch) {
                      writeAndHold(tx, "b" + delivery.message());
                    }
                  });
      for (int kill = 0; kill < KILLS; kill++) {
        List<String> more = texts(texts.size(), texts.size() + 300);
        String group = kill % 2 == 0 ? "s" : "b";
        Hold next =
            new Hold(
                group + more.get(random.nextInt(more.size())),
                new CountDownLatch(1),
                new CountDownLatch(1));
        hold.set(next);
        publishToo(waybill, texts, more);
        assertThat(next.reached().await(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
        server.kill();
        next.gone().countDown();
        publishToo(waybill, texts, texts(texts.size(), texts.size() + 50));
        server.restart();

        caughtUp(single);
        caughtUp(batches);
        heldAgain += attempts.get(next.line()) > 1 ? 1 : 0;
      }

      for (Subscription each : List.of(single, batches)) {
        assertThat(each.counts().deadLettered()).as("-Dwaybill.seed=%d", SEED).isZero();
        assertThat(each.counts().handled()).as("-Dwaybill.seed=%d", SEED).isEqualTo(texts.size());
      }
    }
    System.out.printf(
        "%s: -Dwaybill.seed=%d, %d kills, %d in a transaction whose effect was written again%n",
        kind, SEED, KILLS, heldAgain);
    assertThat(heldAgain).as("the kills met open transactions").isEqualTo(KILLS);
    List<String> lines = new ArrayList<>();
    texts.forEach(text -> lines.addAll(List.of("s" + text, "b" + text)));
    assertLedger(lines);
    assertThat(database.number("SELECT SUM(next_offset) FROM waybill_position"))
        .isEqualTo(2L * texts.size());
  }

  private void publishToo(Waybill waybill, List<String> texts, List<String> more) {
    publish(waybill, more);
    texts.addAll(more);
  }

  private void writeAndHold(DatabaseTransaction transaction, String line) throws Exception {
    attempts.merge(line, 1, Integer::sum);
    write(transaction, line);
    Hold now = hold.get();
    if (now != null && now.line().equals(line)) {
      now.reached().countDown();
      now.gone().await();
    }
  }
}
