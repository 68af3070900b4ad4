package dev.waybill.benchmarks.kafka;

import dev.waybill.Subscription;
import dev.waybill.Topic;
import dev.waybill.Waybill;
import dev.waybill.benchmarks.load.HandledCount;
import dev.waybill.message.StartPosition;
import java.time.Duration;

/** What a pipe has made. */
final class Outputs {

  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private Outputs() {}

  /** Reads them all: offsets would not do, since transaction markers have some too. */
  static void check(Waybill waybill, Topic<byte[]> output, long expected) {
    HandledCount found = new HandledCount();
    try (Subscription reader =
        waybill
            .subscribe(output)
            .broadcast()
            .startAt(StartPosition.earliest())
            .handle(message -> found.add(1))) {
      if (!reader.awaitCaughtUp(PATIENCE) || found.now() != expected) {
        throw new IllegalStateException(
            "expected " + expected + " messages in " + output + ", found " + found.now());
      }
    }
  }
}
