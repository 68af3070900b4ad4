package dev.waybill.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AmountsTest {

  @Test
  void shortensCounts() {
    assertThat(Amounts.count(2_412_000)).isEqualTo("2.41 M");
    assertThat(Amounts.count(873_400)).isEqualTo("873 k");
    assertThat(Amounts.count(9_999)).isEqualTo("9999");
  }

  @Test
  void keepsThreeDigitsThatMeanSomething() {
    assertThat(Amounts.number(1234.5)).isEqualTo("1235");
    assertThat(Amounts.number(12.345)).isEqualTo("12.3");
    assertThat(Amounts.number(1.2345)).isEqualTo("1.23");
    assertThat(Amounts.number(0.012345)).isEqualTo("0.012");
    assertThat(Amounts.number(2)).isEqualTo("2");
  }

  @Test
  void readsTheUnitFromTheName() {
    assertThat(Amounts.amount("p999Millis", 1.5)).isEqualTo("1.50 ms");
    assertThat(Amounts.amount("openSeconds", 0.25)).isEqualTo("0.25 s");
    assertThat(Amounts.amount("messagesPerSecond", 2e6)).isEqualTo("2.00 M/s");
    assertThat(Amounts.amount("idlePartitionHeapBytes", 900)).isEqualTo("900 bytes");
    assertThat(Amounts.amount("ratio", 0.4)).isEqualTo("0.40");
  }

  @Test
  void readsTheLabelFromTheName() {
    assertThat(Amounts.label("p999Millis")).isEqualTo("p99.9");
    assertThat(Amounts.label("idlePartitionHeapBytes")).isEqualTo("idle partition heap");
    assertThat(Amounts.label("ratio")).isEqualTo("ratio");
  }
}
