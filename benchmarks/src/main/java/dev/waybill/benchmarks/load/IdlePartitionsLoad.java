package dev.waybill.benchmarks.load;

import dev.waybill.Waybill;
import dev.waybill.admin.TopicSettings;
import dev.waybill.benchmarks.measure.Meter;
import dev.waybill.benchmarks.measure.Sample;
import java.util.Map;

/**
 * What a partition costs that nobody uses: live heap of a reopened directory with many partitions,
 * less that of the same directory before they were made.
 *
 * @param partitions at full scale
 */
public record IdlePartitionsLoad(int partitions) implements Load {

  private static final double NANOS = 1e9;

  @Override
  public Sample run(Workbench workbench) {
    int count = (int) workbench.count(partitions);
    long without;
    // The first opening loads classes; the second finds them loaded, as the third does.
    Waybill.open(workbench.url()).close();
    try (Waybill waybill = Waybill.open(workbench.url())) {
      without = Meter.liveHeapBytesNow();
      waybill.topics().create("idle", TopicSettings.partitions(count));
    }
    Meter meter = Meter.start();
    try (Waybill waybill = Waybill.open(workbench.url())) {
      double openSeconds = (System.nanoTime() - meter.startNanos()) / NANOS;
      double bytes = (double) (Meter.liveHeapBytesNow() - without) / count;
      int found = waybill.topics().describe("idle").orElseThrow().partitions().size();
      return meter.stop(
          0,
          0,
          Map.of(
              "idlePartitions", (double) found,
              "idlePartitionHeapBytes", bytes,
              "openSeconds", openSeconds));
    }
  }
}
