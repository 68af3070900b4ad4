package dev.waybill.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class TopicPartitionTest {

  private final TopicPartition first = new TopicPartition("orders", 1);

  @Test
  void equalTopicAndNumberMakeEqualPartitions() {
    TopicPartition same = new TopicPartition(new StringBuilder("orders").toString(), 1);

    assertThat(first).isEqualTo(first).isEqualTo(same).hasSameHashCodeAs(same);
    assertThat(first)
        .isNotEqualTo(new TopicPartition("orders", 2))
        .isNotEqualTo(new TopicPartition("prices", 1))
        .isNotEqualTo("orders-1")
        .isNotEqualTo(null);
  }

  @Test
  void theyAreOrderedByTopicThenByNumber() {
    assertThat(first)
        .isGreaterThan(new TopicPartition("orders", 0))
        .isLessThan(new TopicPartition("orders", 10))
        .isLessThan(new TopicPartition("prices", 0))
        .isEqualByComparingTo(new TopicPartition("orders", 1));
  }

  @Test
  void aNegativeNumberIsRefused() {
    assertThatThrownBy(() -> new TopicPartition("orders", -1)).hasMessageContaining("≥ 0");
  }
}
