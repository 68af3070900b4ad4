package dev.waybill.log.compaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LatestOffsetsTest {
  private static byte[] key(int number) {
    return ("key-" + number).getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void anEarlierRecordOfAKeyIsNotTheLatest() {
    LatestOffsets offsets = new LatestOffsets(4096);
    offsets.put(key(1), 0);
    offsets.put(key(1), 9);

    assertThat(offsets.isLatest(key(1), 0)).isFalse();
    assertThat(offsets.isLatest(key(1), 9)).isTrue();
    assertThat(offsets.isLatest(key(1), 10)).isTrue();
  }

  @Test
  void aKeyThatIsNotKnownIsKept() {
    assertThat(new LatestOffsets(4096).isLatest(key(1), 0)).isTrue();
  }

  @Test
  void aFullMapRefusesNewKeysAndStillTakesKnownOnes() {
    LatestOffsets offsets = new LatestOffsets(8 * 24);
    int taken = 0;
    while (offsets.put(key(taken), taken)) {
      taken++;
    }

    assertThat(taken).isEqualTo(6);
    assertThat(offsets.put(key(0), 100)).isTrue();
    assertThat(offsets.isLatest(key(0), 0)).isFalse();
    assertThat(offsets.isLatest(key(taken), taken)).isTrue();
  }

  @Test
  void nothingIsKnownAfterClear() {
    LatestOffsets offsets = new LatestOffsets(4096);
    offsets.put(key(1), 9);

    offsets.clear();

    assertThat(offsets.size()).isZero();
    assertThat(offsets.isLatest(key(1), 0)).isTrue();
  }

  @Test
  void tooLittleMemoryIsRefused() {
    assertThatThrownBy(() -> new LatestOffsets(24)).hasMessageContaining("at least 48 bytes");
  }

  @Test
  void aMapAgreesWithAPlainOne() {
    long seed = Long.getLong("waybill.seed", System.nanoTime());
    Random random = new Random(seed);
    LatestOffsets offsets = new LatestOffsets(64 * 1024);
    Map<Integer, Long> model = new HashMap<>();
    for (long offset = 0; offset < 20_000; offset++) {
      int number = random.nextInt(1_500);
      assertThat(offsets.put(key(number), offset)).as("-Dwaybill.seed=%d", seed).isTrue();
      model.put(number, offset);
    }

    assertThat(offsets.size()).as("-Dwaybill.seed=%d", seed).isEqualTo(model.size());
    model.forEach(
        (number, latest) -> {
          assertThat(offsets.isLatest(key(number), latest)).as("-Dwaybill.seed=%d", seed).isTrue();
          assertThat(offsets.isLatest(key(number), latest - 1))
              .as("-Dwaybill.seed=%d", seed)
              .isFalse();
        });
  }
}
