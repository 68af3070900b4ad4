package dev.waybill.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.cli.Shell.Ended;
import dev.waybill.jdbc.Inbox;
import java.sql.Connection;
import java.sql.Statement;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class SchemaTest {

  @ParameterizedTest
  @ValueSource(strings = {"postgresql", "mariadb", "mysql", "h2", "sqlite"})
  void printsTheTablesOfEveryDialect(String dialect) {
    Ended ended = new Shell().run("schema", "--dialect", dialect);

    assertThat(ended.exitCode()).isZero();
    assertThat(ended.out()).contains("waybill_position", "waybill_message_id").endsWith("\n");
    assertThat(ended.out()).doesNotContain("${");
    assertThat(ended.err()).isEmpty();
  }

  @Test
  void namesTheTablesAsAsked() {
    Ended ended = new Shell().run("schema", "--dialect", "postgresql", "--prefix", "shop_");

    assertThat(ended.out()).contains("shop_position").doesNotContain("waybill_position");
  }

  @Test
  void whatIsPrintedIsWhatAnInboxNeeds() throws Exception {
    JdbcDataSource database = new JdbcDataSource();
    database.setUrl("jdbc:h2:mem:schema-test;DB_CLOSE_DELAY=-1");
    String sql = new Shell().run("schema", "--dialect", "h2", "--prefix", "shop_").out();

    try (Connection connection = database.getConnection();
        Statement statement = connection.createStatement()) {
      for (String one : sql.split(";\n")) {
        statement.execute(one);
      }
    }

    Inbox.in(database).tablePrefix("shop_").open("payment").close();
  }

  @Test
  void printsJsonForPrograms() {
    Ended ended = new Shell().run("schema", "--dialect", "sqlite", "--json");

    JsonNode json = JsonMapper.builder().build().readTree(ended.out());
    assertThat(json.get("dialect").asString()).isEqualTo("sqlite");
    assertThat(json.get("version").asInt()).isPositive();
    assertThat(json.get("sql").asString()).contains("CREATE TABLE");
  }
}
