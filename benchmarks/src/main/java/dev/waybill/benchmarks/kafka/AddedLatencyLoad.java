package dev.waybill.benchmarks.kafka;

import dev.waybill.benchmarks.load.Histograms;
import dev.waybill.benchmarks.load.Load;
import dev.waybill.benchmarks.load.Schedule;
import dev.waybill.benchmarks.load.Values;
import dev.waybill.benchmarks.load.Workbench;
import dev.waybill.benchmarks.measure.Meter;
import dev.waybill.benchmarks.measure.Sample;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.HdrHistogram.ConcurrentHistogram;

/**
 * The latency of the engine and of the bare clients at a fixed rate, in an open loop: from the time
 * at which a message was meant to be sent to its receipt, and to its handler.
 *
 * <pre>
 *   ours │ bare │ ours │ bare │ …   a second each: a slow spell of the machine hits both
 * </pre>
 *
 * @param perSecond messages
 */
public record AddedLatencyLoad(int perSecond) implements Load {

  /** Ours less bare, 99th percentiles, from publish to receipt. */
  public static final String ADDED_TO_RECEIPT = "addedToReceiptP99Millis";

  /** Ours less bare, 99th percentiles, from publish to handler. */
  public static final String ADDED_TO_HANDLED = "addedToHandledP99Millis";

  private static final Duration WARM_UP = Duration.ofSeconds(16);
  private static final Duration MEASURED = Duration.ofSeconds(24);
  private static final Duration TURN = Duration.ofSeconds(1);

  @Override
  public Sample run(Workbench workbench) throws Exception {
    try (LatencyPair ours = new EnginePair(workbench);
        LatencyPair bare = new BarePair(workbench)) {
      measure(ours, bare, workbench.lasting(WARM_UP));
      ours.forget();
      bare.forget();
      Meter meter = Meter.start();
      long count = measure(ours, bare, workbench.lasting(MEASURED));
      return meter.stop(count, count * Values.BYTES, figures(ours, bare));
    }
  }

  private long measure(LatencyPair ours, LatencyPair bare, Duration duration)
      throws InterruptedException {
    long turns = Math.max(1, duration.toMillis() / TURN.toMillis() / 2);
    long each = Math.min(duration.toMillis(), TURN.toMillis()) * perSecond / 1000;
    for (long i = 0; i < turns; i++) {
      turn(ours, each);
      turn(bare, each);
    }
    return 2 * turns * each;
  }

  private void turn(LatencyPair pair, long count) throws InterruptedException {
    Schedule schedule = new Schedule(perSecond, count);
    for (long i = 0; i < count; i++) {
      schedule.awaitDue(i);
      long intended = schedule.intendedNanos(i);
      byte[] value = ByteBuffer.allocate(Values.BYTES).putLong(intended).array();
      pair.publish(value, intended);
    }
    pair.awaitAll(count);
  }

  private static Map<String, Double> figures(LatencyPair ours, LatencyPair bare) {
    Map<String, Double> figures = new LinkedHashMap<>();
    figures.put(ADDED_TO_RECEIPT, p99(ours.receipts()) - p99(bare.receipts()));
    figures.put(ADDED_TO_HANDLED, p99(ours.handled()) - p99(bare.handled()));
    add(figures, "ours", ours);
    add(figures, "bare", bare);
    return figures;
  }

  private static void add(Map<String, Double> figures, String whose, LatencyPair pair) {
    figures.put(whose + "ReceiptP50Millis", Histograms.millis(pair.receipts(), 50));
    figures.put(whose + "ReceiptP99Millis", p99(pair.receipts()));
    figures.put(whose + "HandledP50Millis", Histograms.millis(pair.handled(), 50));
    figures.put(whose + "HandledP99Millis", p99(pair.handled()));
  }

  private static double p99(ConcurrentHistogram histogram) {
    return Histograms.millis(histogram, 99);
  }
}
