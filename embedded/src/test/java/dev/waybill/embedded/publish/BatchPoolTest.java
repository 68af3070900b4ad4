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
    Batch first = pool.take(2 * 1024);
    Batch second = pool.take(2 * 1024);

    assertThat(pool.take(2 * 1024)).isNull();
    pool.release(first);

    assertThat(pool.take(2 * 1024)).isSameAs(first);
    assertThat(second).isNotNull();
  }

  @Test
  void refusesGrowthBeyondTheBound() {
    BatchPool pool = new BatchPool(4 * 1024, BATCH_BYTES);
    Batch batch = pool.take(2 * 1024);

    assertThat(pool.grow(batch, 4 * 1024)).isTrue();
    assertThat(pool.grow(batch, 8 * 1024)).isFalse();
    assertThat(pool.usedBytes()).isEqualTo(4 * 1024);
  }

  @Test
  void letsOneMessageLargerThanTheBoundPassAlone() {
    BatchPool pool = new BatchPool(4 * 1024, BATCH_BYTES);

    Batch large = pool.takeAlone(100_000);

    assertThat(large).isNotNull();
    assertThat(pool.take(2 * 1024)).isNull();
    pool.release(large);
    assertThat(pool.usedBytes()).isZero();
  }

  @Test
  void keepsBatchesThatGrewForThoseWhoNeedThem() {
    BatchPool pool = new BatchPool(MAX_BYTES, BATCH_BYTES);
    Batch grown = pool.take(100);
    pool.grow(grown, BATCH_BYTES);
    pool.release(grown);

    Batch lone = pool.take(100);
    Batch busy = pool.take(BATCH_BYTES);

    assertThat(busy).isSameAs(grown);
    assertThat(lone).isNotSameAs(grown);
    assertThat(pool.usedBytes()).isEqualTo(2 * 1024 + BATCH_BYTES);
  }

  @Test
  void givesUpIdleBatchesOfOneSizeForAnother() {
    BatchPool pool = new BatchPool(BATCH_BYTES, BATCH_BYTES);
    pool.release(pool.take(BATCH_BYTES));

    assertThat(pool.take(100)).isNotNull();
    assertThat(pool.take(BATCH_BYTES / 2)).isNotNull();
  }

  @Test
  void holdsItsBoundWhateverIsAskedOfIt() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    BatchPool pool = new BatchPool(MAX_BYTES, BATCH_BYTES);
    ArrayDeque<Batch> taken = new ArrayDeque<>();
    for (int i = 0; i < 10_000; i++) {
      Batch batch = random.nextInt(3) > 0 ? pool.take(random.nextInt(2 * BATCH_BYTES)) : null;
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
