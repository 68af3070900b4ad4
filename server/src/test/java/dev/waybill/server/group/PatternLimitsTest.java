package dev.waybill.server.group;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.apache.kafka.common.errors.InvalidRegularExpression;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PatternLimitsTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        ".*",
        "orders-[a-z]{3}-\\d{4}-\\d{2}-\\d{2}",
        "(eu|us)\\.(a|b)+",
        "x{2,}",
        "a{,3}"
      })
  void letsInWhatTopicsAreDescribedBy(String text) {
    assertThat(PatternLimits.compile(text).pattern()).isEqualTo(text);
  }

  static String[] bombs() {
    return new String[] {
      "((((a{100}){100}){100}){100})",
      "(((a{30}){30}){30}){3}",
      "(((a{99,}){99,}){99,}){99,}",
      "(.{1,100}){1,100}",
      "a{1000}{1000}",
      "a{999999999999999999999}",
      "(".repeat(20_000) + "a" + ")".repeat(20_000),
      "\\pL{500}[^\\pN]{3}",
      "[a-z]".repeat(201)
    };
  }

  @ParameterizedTest
  @MethodSource("bombs")
  void refusesWhatGrowsBeyondMeasure(String text) {
    assertThatExceptionOfType(InvalidRegularExpression.class)
        .isThrownBy(() -> PatternLimits.compile(text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"(", "[", "a**", "(?=x)", "\\1"})
  void refusesWhatIsNoExpressionOfRe2(String text) {
    assertThatExceptionOfType(InvalidRegularExpression.class)
        .isThrownBy(() -> PatternLimits.compile(text))
        .withMessageContaining("RE2");
  }
}
