package dev.waybill.benchmarks.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import org.junit.jupiter.api.Test;

class MeterTest {

  private static final int BLOCK = 1 << 20;

  /** Five ticks of the process's clock of processor time, of this thread's finer one. */
  private static final long BURNT_NANOS = 50_000_000;

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
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    long cpuAtStart = threads.getCurrentThreadCpuTime();
    long sum = 0;
    while (threads.getCurrentThreadCpuTime() - cpuAtStart < BURNT_NANOS) {
      sum++;
    }

    Sample sample = meter.stop(sum, 0);

    assertThat(sample.seconds()).isGreaterThanOrEqualTo(0.05);
    assertThat(sample.cpuSeconds()).isGreaterThanOrEqualTo(0.03);
  }

  private static long allocateAndDrop(int blocks) {
    long bytes = 0;
    for (int i = 0; i < blocks; i++) {
      bytes += new byte[BLOCK].length;
    }
    return bytes;
  }
}
