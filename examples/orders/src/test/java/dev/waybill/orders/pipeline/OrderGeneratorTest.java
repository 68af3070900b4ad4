package dev.waybill.orders.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class OrderGeneratorTest {

  @Test
  void givesTheSameOrdersForTheSameSeed() {
    assertThat(orders(42, 500)).isEqualTo(orders(42, 500));
    assertThat(orders(42, 500)).isNotEqualTo(orders(43, 500));
  }

  @Test
  void goesOnAfterASkipAsIfItHadNeverStopped() {
    OrderGenerator resumed = new OrderGenerator(42);
    resumed.skipTo(300);

    List<Order> rest = Stream.generate(resumed::next).limit(200).toList();

    assertThat(rest).isEqualTo(orders(42, 500).subList(300, 500));
  }

  @Test
  void numbersOrdersAndEachUsersOrdersWithoutGaps() {
    Map<String, Integer> lastOfUser = new HashMap<>();
    long number = 0;
    for (Order order : orders(42, 5_000)) {
      assertThat(order.number()).isEqualTo(++number);
      assertThat(order.sequence()).isEqualTo(lastOfUser.merge(order.userId(), 1, Integer::sum));
      assertThat(order.items()).isNotEmpty();
      assertThat(order.amountCents()).isPositive();
    }
    assertThat(lastOfUser).hasSizeGreaterThan(OrderGenerator.USERS / 2);
  }

  private static List<Order> orders(long seed, int count) {
    return Stream.generate(new OrderGenerator(seed)::next).limit(count).toList();
  }
}
