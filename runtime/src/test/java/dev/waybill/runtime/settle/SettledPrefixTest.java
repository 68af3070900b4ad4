package dev.waybill.runtime.settle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class SettledPrefixTest {

  @Test
  void stopsAtTheFirstOpenMessage() {
    SettledPrefix prefix = new SettledPrefix(10);
    prefix.open(10, 14);

    prefix.settle(10);
    prefix.settle(12);
    prefix.settle(13);

    assertThat(prefix.position()).isEqualTo(11);
    assertThat(prefix.open()).isEqualTo(1);
  }

  @Test
  void jumpsOverWhatWasSettledOutOfOrder() {
    SettledPrefix prefix = new SettledPrefix(0);
    prefix.open(0, 3);
    prefix.settle(1);
    prefix.settle(2);

    prefix.settle(0);

    assertThat(prefix.position()).isEqualTo(3);
  }

  @Test
  void passesOffsetsWithoutMessages() {
    SettledPrefix prefix = new SettledPrefix(0);
    prefix.open(0, 1);
    prefix.open(5, 6);
    prefix.skipTo(9);
    prefix.settle(0);
    assertThat(prefix.position()).isEqualTo(5);

    prefix.settle(5);

    assertThat(prefix.position()).isEqualTo(9);
  }

  @Test
  void settlesARangeUpToWhatIsOpen() {
    SettledPrefix prefix = new SettledPrefix(0);
    prefix.open(0, 10);

    prefix.settleRange(0, 4);
    assertThat(prefix.position()).isEqualTo(4);
    prefix.settleRange(6, 8);
    assertThat(prefix.position()).isEqualTo(4);
    prefix.settleRange(4, 7);

    assertThat(prefix.position()).isEqualTo(8);
    assertThat(prefix.open()).isEqualTo(2);
  }

  @Test
  void settlesOnce() {
    SettledPrefix prefix = new SettledPrefix(0);
    prefix.open(0, 2);

    assertThat(prefix.settle(1)).isTrue();
    assertThat(prefix.settle(1)).isFalse();
    assertThat(prefix.settle(2)).isFalse();
    assertThat(prefix.open()).isEqualTo(1);
  }

  @Test
  void refusesADeliveryThatGoesBack() {
    SettledPrefix prefix = new SettledPrefix(5);

    assertThatThrownBy(() -> prefix.open(4, 6)).hasMessageContaining("from offset 5");
  }

  @Test
  void agreesWithAPlainModel() {
    for (int run = 0; run < 200; run++) {
      long seed = System.nanoTime() + run;
      Random random = new Random(seed);
      long start = random.nextInt(1000);
      SettledPrefix prefix = new SettledPrefix(start);
      TreeSet<Long> open = new TreeSet<>();
      long end = start;
      for (int step = 0; step < 200; step++) {
        int what = random.nextInt(5);
        if (what == 0) {
          long from = end + random.nextInt(3) * random.nextInt(50);
          long to = from + random.nextInt(200);
          prefix.open(from, to);
          for (long i = from; i < to; i++) {
            open.add(i);
          }
          end = to;
        } else if (what == 1) {
          end += random.nextInt(100);
          prefix.skipTo(end);
        } else if (what == 2) {
          long from = open.isEmpty() || random.nextInt(4) == 0 ? start : open.first();
          long to = from + random.nextInt(100);
          prefix.settleRange(from, to);
          open.subSet(from, to).clear();
        } else if (!open.isEmpty()) {
          for (int i = 0; i < random.nextInt(60) && !open.isEmpty(); i++) {
            Long pick =
                random.nextBoolean()
                    ? open.first()
                    : open.ceiling(open.first() + random.nextInt((int) (end - open.first())));
            if (pick != null) {
              open.remove(pick);
              if (!prefix.settle(pick)) {
                throw new AssertionError("seed " + seed + ": " + pick + " was settled");
              }
            }
          }
        }
        long expected = open.isEmpty() ? end : open.first();
        if (prefix.position() != expected || prefix.open() != open.size()) {
          throw new AssertionError(
              "seed " + seed + " step " + step + ": expected " + expected + ", found " + prefix);
        }
      }
    }
  }
}
