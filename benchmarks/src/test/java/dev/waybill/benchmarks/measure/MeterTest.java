package dev.waybill.benchmarks.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MeterTest {

  private static final int BLOCK = 1 << 20;

  @Test
  void seesGarbageInThePeakAndNotInWhatIsLive() {
    Meter.liveHeapBytesNow();
    Meter meter = Meter.start();
    int blocks = allocateAndDrop(40);

    Sample sample = meter.stop(blocks, (long) blocks * BLOCK);

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

  private static int allocateAndDrop(int blocks) {
    List<byte[]> held = new ArrayList<>();
    for (int i = 0; i < blocks; i++) {
      held.add(new byte[BLOCK]);
    }
    return held.size();
  }
}
