package dev.waybill.verifier.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class PagedLongsTest {

  @Test
  void itIsAMapFromNumbersToLongsNearAndFar() {
    Random random = new Random(7);
    Map<Long, Long> model = new TreeMap<>();
    PagedLongs paged = new PagedLongs();

    for (int i = 0; i < 5_000; i++) {
      long number = random.nextLong() >>> 1 + random.nextInt(62);
      long value = 1 + random.nextInt(100);
      model.put(number, value);
      paged.set(number, value);
    }

    Map<Long, Long> found = new TreeMap<>();
    paged.forEach(found::put);
    assertThat(found).isEqualTo(model);
    model.forEach((number, value) -> assertThat(paged.get(number)).isEqualTo(value));
  }

  @Test
  void whatWasNotSetIsZero() {
    PagedLongs paged = new PagedLongs();
    paged.set(3, 1);

    assertThat(paged.get(2)).isZero();
    assertThat(paged.get(-1)).isZero();
    assertThat(paged.get(1L << 60)).isZero();
    assertThatThrownBy(() -> paged.set(-1, 1)).hasMessage("expected a number from 0, found -1");
  }
}
