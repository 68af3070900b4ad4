package dev.waybill.benchmarks.load;

import dev.waybill.Guarantee;
import dev.waybill.Publisher;
import dev.waybill.Receipt;
import dev.waybill.Waybill;
import dev.waybill.benchmarks.measure.Meter;
import dev.waybill.benchmarks.measure.Sample;
import dev.waybill.message.Durability;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.HdrHistogram.ConcurrentHistogram;

/**
 * Synced publishes at a fixed rate, in an open loop; latency runs from the time at which a message
 * was meant to be sent to the completion of its future.
 *
 * @param perSecond messages
 */
public record LatencyLoad(int perSecond) implements Load {

  /**
   * As long as the JIT compiler takes for this rate: on two cores each of its jobs holds up whoever
   * shares the core, and would be the tail of what is measured.
   */
  private static final Duration WARM_UP = Duration.ofSeconds(12);

  static final Duration MEASURED = Duration.ofSeconds(5);

  @Override
  public Sample run(Workbench workbench) {
    try (Waybill waybill = Waybill.open(workbench.url());
        Publisher<byte[]> publisher =
            waybill.publisher(BenchTopics.values("latency", 1), Guarantee.AT_LEAST_ONCE)) {
      publish(publisher, schedule(workbench, WARM_UP), Histograms.empty(), Histograms.empty());
      ConcurrentHistogram latencies = Histograms.empty();
      ConcurrentHistogram lateness = Histograms.empty();
      Meter meter = Meter.start();
      Schedule schedule = schedule(workbench, MEASURED);
      publish(publisher, schedule, latencies, lateness);
      Map<String, Double> extras = new LinkedHashMap<>(Histograms.percentiles(latencies));
      extras.put("senderLateP99Millis", Histograms.millis(lateness, 99));
      return meter.stop(schedule.count(), schedule.count() * Values.BYTES, extras);
    }
  }

  private Schedule schedule(Workbench workbench, Duration duration) {
    return new Schedule(perSecond, workbench.lasting(duration).toMillis() * perSecond / 1000);
  }

  private static void publish(
      Publisher<byte[]> publisher,
      Schedule schedule,
      ConcurrentHistogram latencies,
      ConcurrentHistogram lateness) {
    byte[][] values = Values.prepared();
    CompletableFuture<?>[] recorded = new CompletableFuture<?>[(int) schedule.count()];
    for (int i = 0; i < recorded.length; i++) {
      schedule.awaitDue(i);
      long intended = schedule.intendedNanos(i);
      Histograms.record(lateness, System.nanoTime() - intended);
      CompletableFuture<Receipt> receipt = publisher.publish(values[i & (values.length - 1)]);
      recorded[i] =
          receipt.thenAccept(
              done -> {
                Histograms.record(latencies, System.nanoTime() - intended);
                Receipts.check(done, Durability.SYNCED);
              });
    }
    CompletableFuture.allOf(recorded).join();
  }
}
