package dev.waybill.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ResultTableTest {

  @Test
  void drawsAResultForPeople() {
    String table = ResultTable.of(Result.of(new Planted(), Planted.series(), 1, false));

    assertThat(table)
        .isEqualTo(
            """

            planted: figures that "everybody" knows (3 rounds)
                          msg/s  MB/s  CPU s/M msg  peak heap  live heap
              the limit  4.00 M   400         0.13       7 MB       1 MB
              ours       2.00 M   200         0.75      99 MB      20 MB  p99 2 ms
              ratio: ours is 0.50 of the limit (0.25 to 0.50)
              reached: ours: ratio 0.50, expected ≥ 0.40
              MISSED: ours: messages 2.00 M/s, expected ≥ 3.00 M/s
              reached: ours: p99 2 ms, expected ≤ 2 ms
            """);
  }

  @Test
  void saysWhereItWasMeasured() {
    assertThat(ResultTable.heading(new Machine(2, "Some VM 17", "Linux 6 amd64")))
        .isEqualTo(
            """
            2 cores, Some VM 17, Linux 6 amd64
            100-byte values; medians of the rounds; each run in a JVM of its own
            """);
  }
}
