package dev.waybill.broker.topic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.broker.error.BrokerException;
import dev.waybill.broker.error.ErrorCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TopicNameTest {
  @ParameterizedTest
  @ValueSource(strings = {"a", "Orders_2.new-1", "...", "__x"})
  void legalNamesPass(String name) {
    assertThat(TopicName.check(name)).isEqualTo(name);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", "..", "a b", "a/b", "ä", "a\n"})
  void illegalNamesAreRefused(String name) {
    assertInvalid(name);
  }

  @Test
  void lengthIsLimitedToWhatADirectoryCanBear() {
    assertThat(TopicName.check("x".repeat(249))).hasSize(249);
    assertInvalid("x".repeat(250));
  }

  private static void assertInvalid(String name) {
    assertThatThrownBy(() -> TopicName.check(name))
        .isInstanceOfSatisfying(
            BrokerException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_TOPIC));
  }
}
