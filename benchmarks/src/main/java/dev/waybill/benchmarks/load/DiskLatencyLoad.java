package dev.waybill.benchmarks.load;

import dev.waybill.benchmarks.measure.Meter;
import dev.waybill.benchmarks.measure.Sample;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import org.HdrHistogram.ConcurrentHistogram;

/**
 * The limit of latency: one thread waits for messages of a schedule, encodes those that are due,
 * writes and syncs them.
 *
 * @param perSecond messages
 */
public record DiskLatencyLoad(int perSecond) implements Load {

  private static final int MOST_BATCH_BYTES = 1024 * 1024;

  private static final Duration WARM_UP = Duration.ofMillis(2500);

  @Override
  public Sample run(Workbench workbench) throws IOException {
    try (FileChannel file =
        FileChannel.open(
            workbench.directory().resolve("latency-limit"),
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.WRITE)) {
      write(file, schedule(workbench, WARM_UP), Histograms.empty());
      ConcurrentHistogram latencies = Histograms.empty();
      Meter meter = Meter.start();
      Schedule schedule = schedule(workbench, LatencyLoad.MEASURED);
      write(file, schedule, latencies);
      return meter.stop(
          schedule.count(), schedule.count() * Values.BYTES, Histograms.percentiles(latencies));
    }
  }

  private Schedule schedule(Workbench workbench, Duration duration) {
    return new Schedule(perSecond, workbench.lasting(duration).toMillis() * perSecond / 1000);
  }

  private static void write(FileChannel file, Schedule schedule, ConcurrentHistogram latencies)
      throws IOException {
    byte[][] values = Values.prepared();
    BareBatch batch = new BareBatch(MOST_BATCH_BYTES);
    long next = 0;
    while (next < schedule.count()) {
      schedule.awaitDue(next);
      int due = (int) (schedule.dueBy(System.nanoTime()) - next);
      int count = batch.fill(values, next, System.currentTimeMillis(), due);
      while (batch.encoded().hasRemaining()) {
        file.write(batch.encoded());
      }
      file.force(false);
      long now = System.nanoTime();
      for (int i = 0; i < count; i++) {
        Histograms.record(latencies, now - schedule.intendedNanos(next + i));
      }
      next += count;
    }
  }
}
