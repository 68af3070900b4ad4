package dev.waybill.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

@Isolated("It changes the locale of the JVM.")
class PluralTest {

  @Test
  void onlyOneIsSingular() {
    assertThat(Plural.of(0, "batch", "batches")).isEqualTo("0 batches");
    assertThat(Plural.of(1, "batch", "batches")).isEqualTo("1 batch");
    assertThat(Plural.of(1, "message")).isEqualTo("1 message");
    assertThat(Plural.of(2, "message")).isEqualTo("2 messages");
  }

  @Test
  void scriptsReadTheSameInEveryLocale() {
    Locale before = Locale.getDefault();
    Locale.setDefault(Locale.GERMANY);
    try {
      assertThat(Plural.of(2_000_000, "message")).isEqualTo("2,000,000 messages");
    } finally {
      Locale.setDefault(before);
    }
  }
}
