package dev.waybill.benchmarks.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class PerformanceToolsTest {

  @Test
  void theProducersFiguresAreThoseOfTheWholeRun() throws Exception {
    List<String> printed =
        List.of(
            "250001 records sent, 50000.2 records/sec (4.77 MB/sec), 1.0 ms avg latency, 2.0 ms max"
                + " latency.",
            "4000000 records sent, 1001234.5 records/sec (95.49 MB/sec), 12.31 ms avg latency,"
                + " 203.00 ms max latency, 9 ms 50th, 30 ms 95th, 44 ms 99th, 80 ms 99.9th.");

    ProducerPerformance.Figures figures = ProducerPerformance.parse(printed);

    assertThat(figures).isEqualTo(new ProducerPerformance.Figures(4_000_000, 1001234.5, 9, 44));
  }

  @Test
  void whereItWarmedUpTheyAreThoseOfTheSteadyState() throws Exception {
    List<String> printed =
        List.of(
            "100000 records sent, 9957.1 records/sec (0.95 MB/sec), 215.76 ms avg latency, 1647.00"
                + " ms max latency, 15 ms 50th, 909 ms 95th, 972 ms 99th, 984 ms 99.9th.",
            "50000 steady state records sent, 9771.3 records/sec (0.93 MB/sec), 12.19 ms avg"
                + " latency, 124.00 ms max latency, 8 ms 50th, 37 ms 95th, 81 ms 99th, 121 ms"
                + " 99.9th.");

    ProducerPerformance.Figures figures = ProducerPerformance.parse(printed);

    assertThat(figures).isEqualTo(new ProducerPerformance.Figures(50_000, 9771.3, 8, 81));
  }

  @Test
  void theConsumersRateIsThatOfItsFetching() throws Exception {
    List<String> printed =
        List.of(
            "start.time, end.time, data.consumed.in.MB, MB.sec, data.consumed.in.nMsg, nMsg.sec,"
                + " rebalance.time.ms, fetch.time.ms, fetch.MB.sec, fetch.nMsg.sec",
            "2026-11-21 08:00:00:000, 2026-11-21 08:00:02:000, 381.4, 190.7, 4000000, 2000000.0,"
                + " 1000, 1000, 381.4, 4000000.0");

    assertThat(FetchLoad.rate(printed)).isEqualTo(4_000_000);
  }

  @Test
  void aToolThatSaysNothingOfTheKindHasNoFigures() {
    assertThatThrownBy(() -> ProducerPerformance.parse(List.of("usage: …")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("usage: …");
    assertThatThrownBy(() -> FetchLoad.rate(List.of("usage: …"))).isInstanceOf(IOException.class);
  }
}
