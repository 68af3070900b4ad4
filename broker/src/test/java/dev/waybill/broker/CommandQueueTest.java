package dev.waybill.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class CommandQueueTest {
  private final List<Integer> ran = new ArrayList<>();

  @Test
  void commandsComeOutInTheOrderTheyWentIn() {
    CommandQueue queue = new CommandQueue(10);
    for (int i = 0; i < 3; i++) {
      queue.offer(command(i));
    }

    drain(queue);

    assertThat(ran).containsExactly(0, 1, 2);
    assertThat(queue.takeAll()).isNull();
  }

  @Test
  void fullQueueRefusesUntilItIsDrained() {
    CommandQueue queue = new CommandQueue(2);
    assertThat(queue.offer(command(0))).isTrue();
    assertThat(queue.offer(command(1))).isTrue();
    assertThat(queue.offer(command(2))).isFalse();

    drain(queue);

    assertThat(queue.offer(command(3))).isTrue();
  }

  @Test
  void nothingIsLostBetweenManyThreads() throws Exception {
    int threads = 4;
    int each = 20_000;
    CommandQueue queue = new CommandQueue(threads * each);
    List<Thread> putters = new ArrayList<>();
    for (int t = 0; t < threads; t++) {
      int thread = t;
      putters.add(
          new Thread(
              () -> {
                for (int i = 0; i < each; i++) {
                  queue.offer(command(thread * each + i));
                }
              }));
    }
    putters.forEach(Thread::start);
    while (ran.size() < threads * each) {
      if (!drain(queue)) {
        queue.await(TimeUnit.SECONDS.toNanos(10));
      }
    }
    for (Thread putter : putters) {
      putter.join();
    }

    int[] last = {-1, -1, -1, -1};
    for (int value : ran) {
      assertThat(value % each).isEqualTo(++last[value / each]);
    }
  }

  private boolean drain(CommandQueue queue) {
    Command first = queue.takeAll();
    for (Command each = first; each != null; each = each.next) {
      each.run(null);
    }
    return first != null;
  }

  private Command command(int value) {
    return new Command(core -> ran.add(value), null);
  }
}
