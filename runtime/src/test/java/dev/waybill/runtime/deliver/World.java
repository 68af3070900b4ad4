package dev.waybill.runtime.deliver;

import dev.waybill.Guarantee;
import dev.waybill.Publisher;
import dev.waybill.Retry;
import dev.waybill.Subscription;
import dev.waybill.Topic;
import dev.waybill.Waybill;
import dev.waybill.codec.Codecs;
import dev.waybill.runtime.fake.FakeEngine;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;

/** What the delivery tests share: an engine, a topic of texts {@code key:text}, what was seen. */
final class World {

  static final Duration LONG = Duration.ofSeconds(20);
  static final Retry QUICK = Retry.fixed(Duration.ofMillis(1)).maxAttempts(3);

  final FakeEngine engine = new FakeEngine();
  final Waybill waybill = Waybill.over(engine);
  final Topic<String> topic =
      Topic.named("in")
          .of(Codecs.string())
          .key(text -> text.substring(0, text.indexOf(':')))
          .id(text -> text)
          .partitions(1);
  final List<String> seen = new CopyOnWriteArrayList<>();

  World publish(String... texts) {
    try (Publisher<String> publisher = waybill.publisher(topic, Guarantee.AT_LEAST_ONCE)) {
      for (String text : texts) {
        publisher.publish(text).join();
      }
    }
    return this;
  }

  /** What a randomised test does; a failure of any kind names the seed. */
  interface Seeded {
    void run(Random random) throws Exception;
  }

  /** Runs it with a seed of the moment, or with {@code -Dwaybill.seed=…} again with that one. */
  static void seeded(Seeded test) {
    long seed = Long.getLong("waybill.seed", System.nanoTime());
    try {
      test.run(new Random(seed));
    } catch (Throwable e) {
      throw new AssertionError("failed with -Dwaybill.seed=" + seed + ": " + e.getMessage(), e);
    }
  }

  static void caughtUp(Subscription subscription) {
    if (!subscription.awaitCaughtUp(LONG)) {
      throw new AssertionError(
          "not caught up: " + subscription.state() + " " + subscription.counts(),
          subscription.failure().orElse(null));
    }
  }
}
