package dev.waybill.orders.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.error.RejectedException;
import java.nio.file.Path;
import java.sql.DriverManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DatabaseAddressTest {

  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(strings = {"", "postgres", "EMBEDDED-POSTGRES", "postgresql://host/db"})
  void refusesWhatIsNoAddress(String text) {
    assertThatThrownBy(() -> new DatabaseAddress(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected embedded-postgres or jdbc:…, found '" + text + "'");
  }

  @ParameterizedTest
  @ValueSource(strings = {"jdbc:h2:mem:shop", "jdbc:sqlite::memory:"})
  void refusesADatabaseThatThePipelinesProcessCannotOpen(String text) {
    assertThatThrownBy(() -> new DatabaseAddress(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("other processes can open");
  }

  @Test
  void namesTheDriverThatIsMissing() {
    DatabaseAddress address = new DatabaseAddress("jdbc:nosuch://host/db?password=secret");

    assertThatThrownBy(() -> RunDatabase.at(address, "1"))
        .isInstanceOf(RejectedException.class)
        .hasMessageContaining("expected a driver for jdbc:nosuch://host/db")
        .hasMessageContaining("WAYBILL_CLASS_PATH")
        .hasMessageNotContaining("secret");
  }

  @Test
  void saysWhyADatabaseCannotBeUsed() {
    DatabaseAddress address =
        new DatabaseAddress("jdbc:h2:file:" + directory.resolve("db") + ";IFEXISTS=TRUE");

    assertThatThrownBy(() -> RunDatabase.at(address, "1"))
        .isInstanceOf(RejectedException.class)
        .hasMessageContaining("nothing was run");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"jdbc:postgresql://127.0.0.1:1/shop", "jdbc:mariadb://127.0.0.1:1/shop?a=b"})
  void namesAServerThatDoesNotAnswer(String url) {
    DatabaseAddress address =
        new DatabaseAddress(url + (url.contains("?") ? "&" : "?") + "user=me&password=secret");

    assertThatThrownBy(() -> RunDatabase.at(address, "1"))
        .isInstanceOf(RejectedException.class)
        .hasMessageContaining("expected a database that can be connected to, found " + address)
        .hasMessageContaining("refused")
        .hasMessageContaining("nothing was run. Start it, or correct the URL")
        .hasMessageNotContaining("secret");
  }

  @Test
  void saysThatAHostIsUnknownThoughTheDriverDoesNot() {
    DatabaseAddress address = new DatabaseAddress("jdbc:postgresql://nowhere.invalid/shop");

    assertThatThrownBy(() -> RunDatabase.at(address, "1"))
        .isInstanceOf(RejectedException.class)
        .hasMessageContaining("UnknownHostException nowhere.invalid");
  }

  @Test
  void asksForAUserAndAPasswordWhereTheyAreWrong() throws Exception {
    String url = "jdbc:h2:file:" + directory.resolve("db");
    DriverManager.getConnection(url + ";USER=shop;PASSWORD=right").close();
    DatabaseAddress address = new DatabaseAddress(url + ";USER=shop;PASSWORD=secret");

    assertThatThrownBy(() -> RunDatabase.at(address, "1"))
        .isInstanceOf(RejectedException.class)
        .hasMessageContaining("expected a user and a password that " + address + " accepts")
        .hasMessageContaining("in the URL")
        .hasMessageNotContaining("secret");
  }

  /** The URL without a name is a new, nameless file for each connection. */
  @ParameterizedTest
  @ValueSource(strings = {"jdbc:sqlite:", "jdbc:sqlite:file:shop?mode=memory&cache=shared"})
  void refusesADatabaseThatEndsWithItsConnection(String url) {
    assertThatThrownBy(() -> RunDatabase.at(new DatabaseAddress(url), "1"))
        .isInstanceOf(RejectedException.class)
        .hasMessageContaining("other processes can open")
        .hasMessageContaining("Name a file or a server");
  }

  @Test
  void leavesNoTableBehind() throws Exception {
    DatabaseAddress address = new DatabaseAddress("jdbc:h2:file:" + directory.resolve("db"));
    RunDatabase first = RunDatabase.at(address, "1");
    assertThat(first.title()).startsWith("H2 ");
    first.close();

    try (RunDatabase again = RunDatabase.at(address, "1")) {
      assertThat(again.tables().prefix()).isEqualTo("demo_1_");
    }
  }
}
