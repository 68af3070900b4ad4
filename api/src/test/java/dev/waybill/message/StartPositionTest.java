package dev.waybill.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StartPositionTest {

  @Test
  void isReadAsPeopleWriteIt() {
    assertThat(StartPosition.parse("Earliest")).isEqualTo(StartPosition.earliest());
    assertThat(StartPosition.parse("latest")).isEqualTo(StartPosition.latest());
    assertThat(StartPosition.parse("42")).isEqualTo(StartPosition.offset(42));
    assertThat(StartPosition.parse("2026-11-20T08:00:00Z"))
        .isEqualTo(StartPosition.time(Instant.parse("2026-11-20T08:00:00Z")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-1", "soon", "99999999999999999999", "2026-11-20"})
  void anythingElseIsRefusedWithWhatWasExpected(String text) {
    assertThatThrownBy(() -> StartPosition.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("earliest, latest");
  }
}
