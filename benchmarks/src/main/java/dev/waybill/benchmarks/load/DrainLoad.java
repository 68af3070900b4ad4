package dev.waybill.benchmarks.load;

import dev.waybill.Subscription;
import dev.waybill.Topic;
import dev.waybill.Waybill;
import dev.waybill.benchmarks.measure.Meter;
import dev.waybill.benchmarks.measure.Sample;
import java.time.Duration;

/** A new group reads all that {@link InputFill} has stored, at-least-once, one lane. */
public record DrainLoad() implements Load {

  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @Override
  public Sample run(Workbench workbench) {
    try (Waybill waybill = Waybill.open(workbench.url())) {
      drain(waybill, InputFill.WARM_UP, "warm-up-" + workbench.round());
      long expected = InputFill.stored(waybill, InputFill.INPUT);
      Meter meter = Meter.start();
      drain(waybill, InputFill.INPUT, "drain-" + workbench.round());
      return meter.stop(expected, expected * Values.BYTES);
    }
  }

  private static void drain(Waybill waybill, Topic<byte[]> topic, String group) {
    long expected = InputFill.stored(waybill, topic);
    HandledCount handled = new HandledCount();
    try (Subscription subscription =
        waybill.subscribe(topic).group(group).atLeastOnce().handle(message -> handled.add(1))) {
      handled.awaitAll(expected);
      if (!subscription.awaitCaughtUp(PATIENCE)) {
        throw new IllegalStateException(
            "all " + expected + " messages were handled, and their position is not committed");
      }
    }
  }
}
