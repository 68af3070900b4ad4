package dev.waybill.benchmarks.load;

import dev.waybill.Delivery;
import dev.waybill.Guarantee;
import dev.waybill.Publisher;
import dev.waybill.Receipt;
import dev.waybill.Subscription;
import dev.waybill.Topic;
import dev.waybill.Waybill;
import dev.waybill.benchmarks.measure.Meter;
import dev.waybill.benchmarks.measure.Sample;
import dev.waybill.message.StartPosition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Reads what {@link InputFill} has stored, makes one output of each message, publishes it and
 * commits the position. The clock stops when all outputs are stored and the position is committed.
 *
 * <pre>
 *   at-least-once   read a batch → publish each → await their receipts → commit the position
 *   exactly-once    read a batch → publish each ─┐ in one transaction
 *                                   position ────┘
 * </pre>
 *
 * @param guarantee at-least-once or exactly-once
 */
public record PipeLoad(Guarantee guarantee) implements Load {

  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @Override
  public Sample run(Workbench workbench) {
    try (Waybill waybill = Waybill.open(workbench.url())) {
      pipe(waybill, InputFill.WARM_UP, "warm-up-" + workbench.round());
      long expected = InputFill.stored(waybill, InputFill.INPUT);
      Meter meter = Meter.start();
      pipe(waybill, InputFill.INPUT, "output-" + workbench.round());
      Sample sample = meter.stop(expected, expected * Values.BYTES);
      checkOutputs(waybill, "output-" + workbench.round(), expected);
      return sample;
    }
  }

  private void pipe(Waybill waybill, Topic<byte[]> input, String name) {
    Topic<byte[]> output = BenchTopics.values(name, 1);
    if (guarantee == Guarantee.EXACTLY_ONCE) {
      try (Subscription subscription = exactlyOnce(waybill, input, output)) {
        awaitEnd(subscription);
      }
    } else {
      try (Publisher<byte[]> publisher = waybill.publisher(output, guarantee);
          Subscription subscription = atLeastOnce(waybill, input, publisher)) {
        awaitEnd(subscription);
      }
    }
  }

  /** Reads them all: offsets would not do, since transaction markers have some too. */
  private static void checkOutputs(Waybill waybill, String name, long expected) {
    AtomicLong found = new AtomicLong();
    try (Subscription reader =
        waybill
            .subscribe(BenchTopics.values(name, 1))
            .broadcast()
            .startAt(StartPosition.earliest())
            .handle(message -> found.incrementAndGet())) {
      awaitEnd(reader);
    }
    if (found.get() != expected) {
      throw new IllegalStateException(
          "expected " + expected + " messages in " + name + ", found " + found.get());
    }
  }

  private static Subscription exactlyOnce(
      Waybill waybill, Topic<byte[]> input, Topic<byte[]> output) {
    return waybill
        .subscribe(input)
        .group(output.name())
        .exactlyOnce()
        .into(output)
        .process(message -> List.of(message));
  }

  private static Subscription atLeastOnce(
      Waybill waybill, Topic<byte[]> input, Publisher<byte[]> publisher) {
    return waybill
        .subscribe(input)
        .group(publisher.topic().name())
        .atLeastOnce()
        .handleBatches(
            batch -> {
              List<CompletableFuture<Receipt>> receipts = new ArrayList<>(batch.size());
              for (Delivery<byte[]> delivery : batch) {
                receipts.add(publisher.publish(delivery.message()));
              }
              for (CompletableFuture<Receipt> receipt : receipts) {
                receipt.join();
              }
            });
  }

  private static void awaitEnd(Subscription subscription) {
    if (!subscription.awaitCaughtUp(PATIENCE)) {
      throw new IllegalStateException(
          "not caught up after "
              + PATIENCE
              + ": "
              + subscription.state()
              + ", "
              + subscription.counts()
              + ", "
              + subscription.failure());
    }
  }
}
