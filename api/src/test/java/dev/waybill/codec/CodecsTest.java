package dev.waybill.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class CodecsTest {

  record Order(String id, int amount) {}

  @Test
  void textsComeBackWhole() {
    for (String text : new String[] {"", "plain", "grüße", "\uD83D\uDE80?", "?"}) {
      assertThat(Codecs.string().decode(Codecs.string().encode(text))).isEqualTo(text);
    }
  }

  @Test
  void whatHasNoUtf8FormIsRefused() {
    assertThatThrownBy(() -> Codecs.string().encode("a\uD83D")).hasMessageContaining("surrogate");
    assertThatThrownBy(() -> Codecs.string().encode("\uDE80a")).hasMessageContaining("surrogate");
  }

  @Test
  void bytesThatAreNoUtf8AreRefused() {
    assertThatThrownBy(() -> Codecs.string().decode(new byte[] {(byte) 0xc3}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Codecs.bytes()");
  }

  @Test
  void bytesAreTheMessage() {
    byte[] bytes = {1, 2};

    assertThat(Codecs.bytes().decode(Codecs.bytes().encode(bytes))).containsExactly(1, 2);
  }

  @Test
  void recordsTravelAsJson() {
    Codec<Order> codec = JsonCodec.of(Order.class);

    assertThat(codec.decode(codec.encode(new Order("o-1", 3)))).isEqualTo(new Order("o-1", 3));
    assertThat(new String(codec.encode(new Order("o-1", 3)))).contains("\"amount\":3");
  }

  @Test
  void brokenJsonIsRefused() {
    Codec<Order> codec = JsonCodec.of(Order.class);

    assertThatThrownBy(() -> codec.decode("{\"id\":".getBytes()))
        .isInstanceOf(RuntimeException.class);
    assertThatThrownBy(() -> codec.decode("null".getBytes())).hasMessageContaining("null");
  }
}
