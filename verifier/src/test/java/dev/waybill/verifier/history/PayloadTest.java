package dev.waybill.verifier.history;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PayloadTest {
  private static final Payload PAYLOAD = new Payload(7, 3, "orders", "key");

  @Test
  void aMessageSaysWhatItIs() {
    assertThat(Payload.open(PAYLOAD.toBytes(), "orders", "key"))
        .isEqualTo(new Payload.Opened(Integrity.WHOLE, 7));
  }

  @Test
  void inAnotherTopicItIsMisplacedAndUnderAnotherKeyDamaged() {
    assertThat(Payload.open(PAYLOAD.toBytes(), "copies", "key").integrity())
        .isEqualTo(Integrity.MISPLACED);
    assertThat(Payload.open(PAYLOAD.toBytes(), "orders", "other").integrity())
        .isEqualTo(Integrity.DAMAGED);
  }

  @Test
  void everyFlippedBitIsNoticed() {
    byte[] bytes = PAYLOAD.toBytes();
    for (int bit = 0; bit < bytes.length * 8; bit++) {
      byte[] flipped = bytes.clone();
      flipped[bit / 8] ^= (byte) (1 << bit % 8);

      assertThat(Payload.open(flipped, "orders", "key").integrity())
          .isIn(Integrity.DAMAGED, Integrity.FOREIGN);
    }
  }
}
