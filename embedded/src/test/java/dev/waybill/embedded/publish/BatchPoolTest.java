package dev.waybill.embedded.publish;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BatchPoolTest {
  private static final int MAX_BYTES = 64 * 1024;
  private static final int BATCH_BYTES = 16 * 1024;

  @Test
  void givesNothingBeyondItsBoundAndAgainWhenSomethingCameBack() {
    BatchPool pool = new BatchPool(4 * 1024, BATCH_BYTES);
    Batch first = pool.take();
    Batch second = pool.take();

    assertThat(pool.take()).isNull();
    pool.release(first);

    assertThat(pool.take()).isSameAs(first);
    assertThat(second).isNotNull();
  }

  @Test
  void refusesGrowthBeyondTheBound() {
    BatchPool pool = new BatchPool(4 * 1024, BATCH_BYTES);
    Batch batch = pool.take();

    assertThat(pool.grow(batch, 4 * 1024)).isTrue();
    assertThat(pool.grow(batch, 8 * 1024)).isFalse();
    assertThat(pool.usedBytes()).isEqualTo(4 * 1024);
  }

  @Test
  void letsOneMessageLargerThanTheBoundPassAlone() {
    BatchPool pool = new BatchPool(4 * 1024, BATCH_BYTES);

    Batch large = pool.takeAlone(100_000);

    assertThat(large).isNotNull();
    assertThat(pool.take()).isNull();
    pool.release(large);
    assertThat(pool.usedBytes()).isZero();
  }

  @Test
  void holdsItsBoundWhateverIsAskedOfIt() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    BatchPool pool = new BatchPool(MAX_BYTES, BATCH_BYTES);
    ArrayDeque<Batch> taken = new ArrayDeque<>();
    for (int i = 0; i < 10_000; i++) {
      Batch batch = random.nextInt(3) > 0 ? pool.take() : null;
      if (batch != null) {
        pool.grow(batch, 1 + random.nextInt(BATCH_BYTES));
        taken.add(batch);
      } else if (!taken.isEmpty()) {
        pool.release(taken.remove());
      }
      assertThat(pool.usedBytes()).as("seed %d", seed).isBetween(0L, (long) MAX_BYTES);
    }
    taken.forEach(pool::release);
    assertThat(pool.usedBytes()).as("seed %d", seed).isZero();
  }
}
