package dev.waybill.cli.terminal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import org.junit.jupiter.api.Test;

class TableTest {

  @Test
  void wordsAreAlignedLeftAndNumbersRight() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();

    new Table("topic", "messages")
        .row("orders", 1_234_567)
        .row("p", "-")
        .print(new PrintStream(out, true, UTF_8));

    assertThat(out.toString(UTF_8).lines())
        .containsExactly("topic    messages", "orders  1,234,567", "p               -");
  }
}
