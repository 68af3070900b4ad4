package dev.waybill.runtime.topic;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.message.TopicPartition;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TopicRouteTest {

  @Test
  void aKeyAlwaysHasTheSamePartition() {
    TopicRoute route = new TopicRoute("t", 7);

    assertThat(route.partitionOf("user-1".getBytes(UTF_8)))
        .isEqualTo(route.partitionOf("user-1".getBytes(UTF_8)));
    assertThat(route.partitionOf("foobar".getBytes(UTF_8)).partition())
        .isEqualTo((-790332482 & Integer.MAX_VALUE) % 7);
  }

  @Test
  void keylessMessagesTakeEveryPartitionInRuns() {
    TopicRoute route = new TopicRoute("t", 3);
    Map<TopicPartition, Integer> counts = new HashMap<>();

    for (int i = 0; i < 3 * 256; i++) {
      counts.merge(route.keylessPartition(), 1, Integer::sum);
    }

    assertThat(counts)
        .hasSize(3)
        .allSatisfy((partition, count) -> assertThat(count).isEqualTo(256));
  }
}
