package dev.waybill.benchmarks.measure;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MeterTest {

  private static final int BLOCK = 1 << 20;

  @Test
  void seesGarbageInThePeakAndNotInWhatIsLive() {
    Meter.liveHeapBytesNow();
    Meter meter = Meter.start();
    long bytes = allocateAndDrop(200);

    Sample sample = meter.stop(200, bytes);

    assertThat(sample.peakHeapBytes()).isGreaterThan(40L * BLOCK);
    assertThat(sample.liveHeapBytes()).isPositive().isLessThan(sample.peakHeapBytes());
  }

  @Test
  void takesClockAndCpu() {
    Meter meter = Meter.start();
    long sum = 0;
    while (System.nanoTime() - meter.startNanos() < 50_000_000) {
      sum += System.nanoTime() & 1;
    }

    Sample sample = meter.stop(sum + 1, 0);

    assertThat(sample.seconds()).isGreaterThanOrEqualTo(0.05);
    assertThat(sample.cpuSeconds()).isPositive();
  }

  private static long allocateAndDrop(int blocks) {
    long bytes = 0;
    for (int i = 0; i < blocks; i++) {
      bytes += new byte[BLOCK].length;
    }
    return bytes;
  }
}
