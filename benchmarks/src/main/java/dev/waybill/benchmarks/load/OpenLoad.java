package dev.waybill.benchmarks.load;

import dev.waybill.Guarantee;
import dev.waybill.Publisher;
import dev.waybill.Topic;
import dev.waybill.Waybill;
import dev.waybill.benchmarks.measure.Meter;
import dev.waybill.benchmarks.measure.Sample;
import dev.waybill.codec.Codecs;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Opens what {@link LogFill} has left, in a JVM that has not opened anything before: classes are
 * cold, the page cache is as the fill left it.
 */
public record OpenLoad() implements Load {

  private static final double NANOS = 1e9;

  @Override
  public Sample run(Workbench workbench) {
    Topic<byte[]> topic = Topic.named(LogFill.TOPIC).of(Codecs.bytes());
    Map<String, Double> extras = new LinkedHashMap<>();
    Meter meter = Meter.start();
    try (Waybill waybill = Waybill.open(workbench.url())) {
      extras.put("openSeconds", secondsSince(meter));
      long stored = InputFill.stored(waybill, topic);
      try (Publisher<byte[]> publisher = waybill.publisher(topic, Guarantee.AT_LEAST_ONCE)) {
        publisher.publish(Values.prepared()[0]).join();
        extras.put("firstReceiptSeconds", secondsSince(meter));
      }
      extras.put("storedGigabytes", stored * Values.BYTES / 1e9);
      return meter.stop(0, stored * Values.BYTES, extras);
    }
  }

  private static double secondsSince(Meter meter) {
    return (System.nanoTime() - meter.startNanos()) / NANOS;
  }
}
