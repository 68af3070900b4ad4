package dev.waybill.orders.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.error.RejectedException;
import java.nio.file.Path;
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
