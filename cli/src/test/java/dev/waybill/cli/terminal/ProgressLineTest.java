package dev.waybill.cli.terminal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ProgressLineTest {

  private final AtomicLong nanos = new AtomicLong();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @Test
  void aTerminalSeesABarAndItIsWipedInTheEnd() {
    try (ProgressLine line = line(true, OptionalLong.of(200))) {
      nanos.set(1_000_000_000L);
      line.at(100, 50);
    }

    assertThat(err.toString(UTF_8))
        .isEqualTo("\r\u001b[2Kpublished  [#####...............]  25 %  100  100/s\r\u001b[2K");
  }

  @Test
  void withoutATotalOnlyTheCountIsShown() {
    try (ProgressLine line = line(true, OptionalLong.empty())) {
      nanos.set(2_000_000_000L);
      line.at(5_000, 5_000);
    }

    assertThat(err.toString(UTF_8)).contains("published  5,000  2,500/s").doesNotContain("[#");
  }

  @Test
  void whoeverHasMoreToSayThanACountSaysIt() {
    try (ProgressLine line = line(true, OptionalLong.of(10))) {
      nanos.set(1_000_000_000L);
      line.show(5, "7 histories, 3 faults");
    }

    assertThat(err.toString(UTF_8)).contains("[##########..........]  50 %  7 histories, 3 faults");
  }

  @Test
  void itIsNotDrawnMoreOftenThanAnEyeCanSee() {
    try (ProgressLine line = line(true, OptionalLong.empty())) {
      nanos.set(1_000_000);
      line.at(1, 1);
    }

    assertThat(err.size()).isZero();
  }

  @Test
  void nothingIsDrawnWhereNobodyLooks() {
    try (ProgressLine line = line(false, OptionalLong.of(10))) {
      nanos.set(5_000_000_000L);
      line.at(10, 10);
    }

    assertThat(err.size()).isZero();
  }

  @Test
  void moreThanWasExpectedIsAFullBar() {
    try (ProgressLine line = line(true, OptionalLong.of(10))) {
      nanos.set(1_000_000_000L);
      line.at(11, 11);
    }

    assertThat(err.toString(UTF_8)).contains("[####################] 100 %  11");
  }

  private ProgressLine line(boolean errIsTerminal, OptionalLong total) {
    return ProgressLine.of(terminal(false, errIsTerminal), "published", total, nanos::get);
  }

  private Terminal terminal(boolean outIsTerminal, boolean errIsTerminal) {
    return new Terminal(
        InputStream.nullInputStream(),
        new PrintStream(OutputStream.nullOutputStream(), false, UTF_8),
        new PrintStream(err, true, UTF_8),
        OptionalLong.empty(),
        outIsTerminal,
        errIsTerminal,
        Map.of());
  }
}
