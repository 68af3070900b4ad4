package dev.waybill.runtime.settle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.runtime.settle.RetryQueue.Parked;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RetryQueueTest {

  private static final Exception CAUSE = new Exception("no");

  @Test
  void isNotDueBeforeItsTime() {
    RetryQueue<String> queue = new RetryQueue<>();
    queue.park("k", "m", 1, CAUSE, 100);

    assertThat(queue.takeDue(99)).isNull();
    assertThat(queue.nanosUntilDue(40)).isEqualTo(60);
    assertThat(queue.takeDue(100).head()).isEqualTo("m");
  }

  @Test
  void keepsMessagesOfAKeyInOrderBehindTheFailedOne() {
    RetryQueue<String> queue = new RetryQueue<>();
    queue.park("k", "a", 1, CAUSE, 0);
    queue.append("k", "b");
    queue.append("k", "c");
    List<String> order = new ArrayList<>();

    while (!queue.isEmpty()) {
      Parked<String> due = queue.takeDue(0);
      order.add(due.head() + due.failedAttempts());
      queue.finish(due, 0);
    }

    assertThat(order).containsExactly("a1", "b0", "c0");
    assertThat(queue.holds("k")).isFalse();
  }

  @Test
  void holdsTheKeyWhileItsHeadIsTried() {
    RetryQueue<String> queue = new RetryQueue<>();
    queue.park("k", "a", 1, CAUSE, 0);

    Parked<String> taken = queue.takeDue(0);

    assertThat(queue.holds("k")).isTrue();
    queue.parkAgain(taken, 2, CAUSE, 50);
    assertThat(queue.takeDue(49)).isNull();
    assertThat(queue.takeDue(50).failedAttempts()).isEqualTo(2);
  }

  @Test
  void dropsWhatFits() {
    RetryQueue<String> queue = new RetryQueue<>();
    queue.park("k", "a1", 1, CAUSE, 0);
    queue.append("k", "a2");
    queue.park("l", "b1", 1, CAUSE, 0);

    assertThat(queue.drop(m -> m.startsWith("a"))).containsExactly("a1", "a2");
    assertThat(queue.takeDue(0).head()).isEqualTo("b1");
  }

  @Test
  void neverChangesTheOrderOfAKeyAndLosesNothing() {
    for (int run = 0; run < 50; run++) {
      long seed = System.nanoTime() + run;
      Random random = new Random(seed);
      RetryQueue<int[]> queue = new RetryQueue<>();
      Map<Integer, Integer> nextIn = new HashMap<>();
      Map<Integer, Integer> nextOut = new HashMap<>();
      long now = 0;
      for (int step = 0; step < 500 || !queue.isEmpty(); step++) {
        now++;
        if (step < 500) {
          int key = random.nextInt(5);
          int number = nextIn.merge(key, 1, Integer::sum);
          int[] message = {key, number};
          if (queue.holds(key)) {
            queue.append(key, message);
          } else if (random.nextInt(3) == 0) {
            queue.park(key, message, 1, CAUSE, now + random.nextInt(20));
          } else {
            assertThat(nextOut.merge(key, 1, Integer::sum)).as("seed %d", seed).isEqualTo(number);
          }
        }
        Parked<int[]> due = queue.takeDue(now);
        if (due != null && random.nextInt(3) == 0) {
          queue.parkAgain(due, due.failedAttempts() + 1, CAUSE, now + random.nextInt(20));
        } else if (due != null) {
          int[] message = due.head();
          assertThat(nextOut.merge(message[0], 1, Integer::sum))
              .as("seed %d key %d", seed, message[0])
              .isEqualTo(message[1]);
          queue.finish(due, now);
        }
      }
      assertThat(nextOut).as("seed %d", seed).isEqualTo(nextIn);
    }
  }
}
