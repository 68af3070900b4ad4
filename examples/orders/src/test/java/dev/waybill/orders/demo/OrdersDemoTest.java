package dev.waybill.orders.demo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.error.RejectedException;
import dev.waybill.jdbc.database.Databases;
import dev.waybill.jdbc.database.TestDatabase;
import dev.waybill.orders.audit.AuditReport.ServiceReport;
import dev.waybill.orders.audit.AuditReport.Verdict;
import dev.waybill.orders.audit.AuditedService;
import dev.waybill.orders.database.DatabaseAddress;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@Order(1)
class OrdersDemoTest {

  @TempDir Path directory;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @Test
  void everyPromiseHoldsAlthoughThePipelineIsKilledThreeTimes() throws Exception {
    DemoResult result = run(options().withOrders(3_000).withKills(3).withSeed(42));

    assertHeld(result);
    assertThat(out.toString(UTF_8)).contains("verdict   held", "kill 3  recovery");
  }

  @Test
  void everyPromiseHoldsForARandomSeed() throws Exception {
    long seed = ThreadLocalRandom.current().nextLong(1_000_000);

    DemoResult result = run(options().withOrders(2_000).withKills(3).withSeed(seed).withJson(true));

    assertHeld(result);
    JsonNode json = JsonMapper.builder().build().readTree(out.toString(UTF_8));
    assertThat(json.get("orders").asLong()).isEqualTo(2_000);
    assertThat(json.get("kills").asInt()).isEqualTo(3);
    assertThat(json.get("verdict").asString()).isEqualTo("held");
    JsonNode payment = json.get("services").get("payment");
    assertThat(payment.get("effects").asLong()).isEqualTo(2_000);
    assertThat(payment.get("lost").asLong()).isZero();
    assertThat(payment.get("duplicated").asLong()).isZero();
    assertThat(payment.get("outOfOrder").asLong()).isZero();
  }

  @Test
  void everyPromiseHoldsOnPostgreSqlAlthoughPipelineAndServerAreKilled() throws Exception {
    long seed = ThreadLocalRandom.current().nextLong(1_000_000);
    DemoOptions options =
        options()
            .withOrders(3_000)
            .withKills(3)
            .withSeed(seed)
            .withDirectory(directory.resolve("run"))
            .withDatabase(new DatabaseAddress(DatabaseAddress.EMBEDDED));

    DemoResult result = run(options);

    assertHeld(result);
    assertThat(out.toString(UTF_8))
        .contains("books in PostgreSQL ", "kill 2  database: its server killed too");
    assertThat(result.svg()).content().contains("books in PostgreSQL ");
    assertThat(result.report().services().get(AuditedService.PAYMENT.ordinal()).redelivered())
        .as("seed %d: a transaction that was killed open is done again", seed)
        .isPositive();
    assertThat(directory.resolve("run").resolve("database")).doesNotExist();
  }

  @Test
  void everyPromiseHoldsInAFileOfH2() throws Exception {
    DatabaseAddress address =
        new DatabaseAddress("jdbc:h2:file:" + directory.resolve("h2").resolve("shop"));

    DemoResult result =
        run(options().withOrders(500).withKills(0).withJson(true).withDatabase(address));

    assertThat(result.report().verdict())
        .as("%s%s", out.toString(UTF_8), err.toString(UTF_8))
        .isEqualTo(Verdict.HELD);
    JsonNode json = JsonMapper.builder().build().readTree(out.toString(UTF_8));
    assertThat(json.get("books").asString()).startsWith("H2 ");
  }

  @Test
  void everyPromiseHoldsInAFileOfSqliteAlthoughThePipelineIsKilled() throws Exception {
    assertHeldInAUsersDatabase("jdbc:sqlite:" + directory.resolve("shop.db"), "SQLite ");
  }

  @Test
  void everyPromiseHoldsOnMariaDbAlthoughThePipelineIsKilled() throws Exception {
    TestDatabase database = Databases.MARIADB.create();

    assertHeldInAUsersDatabase(database.with("user=" + database.user()).url(), "MariaDB ");

    assertThat(
            database.number(
                "SELECT COUNT(*) FROM information_schema.tables WHERE table_name LIKE 'demo%'"))
        .as("tables that are left behind")
        .isZero();
  }

  private void assertHeldInAUsersDatabase(String url, String product) throws Exception {
    long seed = ThreadLocalRandom.current().nextLong(1_000_000);

    DemoResult result =
        run(
            options()
                .withOrders(2_000)
                .withKills(3)
                .withSeed(seed)
                .withDatabase(new DatabaseAddress(url)));

    assertHeld(result);
    assertThat(out.toString(UTF_8)).contains("books in " + product);
  }

  @Test
  void refusesADirectoryInWhichThereAreFiles() throws Exception {
    Files.writeString(directory.resolve("precious"), "");

    assertThatThrownBy(() -> run(options().withDirectory(directory)))
        .isInstanceOf(RejectedException.class)
        .hasMessageContaining("missing or empty");
  }

  private void assertHeld(DemoResult result) {
    assertThat(result.report().verdict())
        .as("seed %d%n%s%s", result.options().seed(), out.toString(UTF_8), err.toString(UTF_8))
        .isEqualTo(Verdict.HELD);
    assertThat(result.exitCode()).isZero();
    assertThat(result.report().kills()).isEqualTo(3);
    assertThat(result.report().services().stream().mapToLong(ServiceReport::redelivered).sum())
        .as("a kill in the midst of work makes some work come again")
        .isPositive();
    assertThat(result.svg()).exists();
  }

  private DemoOptions options() {
    return DemoOptions.defaults().withSvg(directory.resolve("timeline.svg"));
  }

  private DemoResult run(DemoOptions options) throws Exception {
    return OrdersDemo.run(
        options, new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8));
  }
}
