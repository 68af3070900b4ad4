package dev.waybill.benchmarks.load;

import dev.waybill.Publisher;
import dev.waybill.PublisherBuilder;
import dev.waybill.Waybill;
import dev.waybill.benchmarks.measure.Meter;
import dev.waybill.benchmarks.measure.Sample;
import dev.waybill.message.Durability;
import java.time.Duration;

/**
 * One thread publishes at-least-once, as fast as it is let, with the defaults of a publisher. The
 * clock stops when the last receipt is there.
 *
 * @param partitions of the topic; with more than one, messages have keys
 * @param answeredWhen how durable a message is when its future completes
 */
public record PublishLoad(int partitions, Durability answeredWhen) implements Load {

  private static final Duration WARM_UP = Duration.ofSeconds(4);
  private static final Duration MEASURED = Duration.ofSeconds(3);

  /** How many publishes between two looks at the clock. */
  private static final int STRIDE = 256;

  @Override
  public Sample run(Workbench workbench) {
    try (Waybill waybill = Waybill.open(workbench.url())) {
      return partitions == 1
          ? run(
              workbench,
              waybill.publisher(BenchTopics.values("publish", partitions)),
              Values.prepared())
          : run(
              workbench,
              waybill.publisher(BenchTopics.keyed("publish", partitions)),
              BenchTopics.preparedKeyed());
    }
  }

  private <T> Sample run(Workbench workbench, PublisherBuilder<T> builder, T[] messages) {
    PublisherBuilder<T> planned =
        answeredWhen == Durability.WRITTEN
            ? builder.atLeastOnce().answerWhenWritten()
            : builder.atLeastOnce();
    try (Publisher<T> publisher = planned.open()) {
      Receipts receipts = new Receipts(answeredWhen, Receipts.AMPLE);
      publish(publisher, receipts, messages, workbench.lasting(WARM_UP));
      Meter meter = Meter.start();
      long published = publish(publisher, receipts, messages, workbench.lasting(MEASURED));
      return meter.stop(published, published * Values.BYTES);
    }
  }

  private static <T> long publish(
      Publisher<T> publisher, Receipts receipts, T[] messages, Duration duration) {
    long end = System.nanoTime() + duration.toNanos();
    long published = 0;
    do {
      for (int i = 0; i < STRIDE; i++) {
        receipts.add(publisher.publish(messages[(int) (published++ & (messages.length - 1))]));
      }
    } while (System.nanoTime() < end);
    receipts.awaitAll();
    return published;
  }
}
