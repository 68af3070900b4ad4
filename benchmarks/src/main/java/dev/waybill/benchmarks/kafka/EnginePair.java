package dev.waybill.benchmarks.kafka;

import dev.waybill.Guarantee;
import dev.waybill.Publisher;
import dev.waybill.Subscription;
import dev.waybill.Topic;
import dev.waybill.Waybill;
import dev.waybill.benchmarks.load.BenchTopics;
import dev.waybill.benchmarks.load.Workbench;
import dev.waybill.message.StartPosition;

/** Through the engine. */
final class EnginePair extends LatencyPair {

  private final Waybill waybill;
  private final Publisher<byte[]> publisher;
  private final Subscription subscription;

  EnginePair(Workbench workbench) {
    String name = "engine-latency-" + workbench.round();
    Topic<byte[]> topic = BenchTopics.values(name, 1);
    this.waybill = Waybill.open(KafkaNode.url(workbench.server()));
    this.publisher = waybill.publisher(topic, Guarantee.AT_LEAST_ONCE);
    this.subscription =
        waybill
            .subscribe(topic)
            .group(name)
            .atLeastOnce()
            .startAt(StartPosition.earliest())
            .handle(this::handled);
  }

  @Override
  void publish(byte[] value, long intendedNanos) {
    var unused = publisher.publish(value).thenAccept(receipt -> receipt(intendedNanos));
  }

  @Override
  public void close() {
    subscription.close();
    publisher.close();
    waybill.close();
  }
}
