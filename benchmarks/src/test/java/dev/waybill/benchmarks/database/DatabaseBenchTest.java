package dev.waybill.benchmarks.database;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.benchmarks.Bench;
import dev.waybill.benchmarks.BenchOptions;
import dev.waybill.benchmarks.load.Workbench;
import dev.waybill.benchmarks.measure.Sample;
import dev.waybill.orders.database.DatabaseAddress;
import dev.waybill.orders.database.PostgresProcess;
import dev.waybill.orders.database.RunDatabase;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code waybill bench database} at a thousandth of its size: that it measures, not what. */
@Order(1)
class DatabaseBenchTest {

  private static final double TINY = 0.001;
  private static final AtomicInteger NUMBER = new AtomicInteger();

  @TempDir private static Path home;
  private static PostgresProcess server;

  @TempDir Path directory;

  @BeforeAll
  static void startOneForAll() throws Exception {
    server = PostgresProcess.launch(home).awaitStarted();
  }

  @AfterAll
  static void endIt() {
    server.close();
  }

  /** A database of its own. */
  private static ShopDatabase database() throws Exception {
    String name = "shop" + NUMBER.incrementAndGet();
    try (Connection connection = DriverManager.getConnection(server.url());
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE " + name);
    }
    String url = server.url().replace("/postgres?", "/" + name + "?");
    return ShopDatabase.in(RunDatabase.at(new DatabaseAddress(url), name));
  }

  @ParameterizedTest
  @EnumSource
  void everyApproachTakesEachOrderOnce(Approach approach) throws Exception {
    Workbench workbench = new Workbench(directory, TINY, false, 1);
    new OrdersFill(100_000, 200_000).fill(workbench).close();

    Sample sample;
    try (ShopDatabase database = database()) {
      sample = new ServicesLoad(approach).run(workbench, database);
    }

    assertThat(sample.messages()).isEqualTo(200);
    assertThat(sample.messagesPerSecond()).isPositive();
  }

  @Test
  void theLimitIsMeasuredWithTheSameRows() throws Exception {
    Workbench workbench = new Workbench(directory, TINY, false, 1);

    Sample sample;
    try (ShopDatabase database = database()) {
      sample = new BareInserts(100_000, 200_000).run(workbench, database);
    }

    assertThat(sample.messages()).isEqualTo(200);
  }

  @Test
  void aRelayIsMeasured() throws Exception {
    Workbench workbench = new Workbench(directory, TINY, false, 1);

    Sample sample;
    try (ShopDatabase database = database()) {
      sample = new RelayLoad(100_000, 200_000).run(workbench, database);
    }

    assertThat(sample.messages()).isEqualTo(200);
  }

  @Test
  void theLatencyOfARelayIsMeasured() throws Exception {
    Workbench workbench = new Workbench(directory, 0.02, false, 1);

    Sample sample;
    try (ShopDatabase database = database()) {
      sample = new RelayLatencyLoad(1_000).run(workbench, database);
    }

    assertThat(sample.messages()).isEqualTo(300);
    assertThat(sample.figure("p99Millis")).isPositive();
  }

  @Test
  void aBenchmarkIsMeasuredAndNothingIsLeftBehind() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();

    int exit =
        Bench.run(
            List.of("database-sustained"),
            BenchOptions.defaults().withRounds(1).withScale(0.02).withDirectory(directory),
            new PrintStream(out, true, UTF_8),
            new PrintStream(err, true, UTF_8));

    assertThat(err.toString(UTF_8)).isEmpty();
    assertThat(exit).isEqualTo(Bench.OK);
    assertThat(out.toString(UTF_8)).contains("10,000 orders a second", "orders behind at the end");
    assertThat(directory).isEmptyDirectory();
  }
}
