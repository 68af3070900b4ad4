package dev.waybill.benchmarks.kafka;

import dev.waybill.benchmarks.load.Load;
import dev.waybill.benchmarks.load.Workbench;
import dev.waybill.benchmarks.measure.Meter;
import dev.waybill.benchmarks.measure.Sample;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.jspecify.annotations.Nullable;

/**
 * What {@link EngineConsumeLoad} does, in a poll loop on a bare consumer of the same settings that
 * commits every 100 ms and does not wait for the answer.
 */
public record BareConsumeLoad(KafkaInput input) implements Load {

  static final long COMMIT_EVERY_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
  static final Duration POLL = Duration.ofMillis(100);

  @Override
  public Sample run(Workbench workbench) throws Exception {
    long count = input.count(workbench);
    EngineSettings settings =
        EngineSettings.overheard(
            workbench.server(),
            waybill ->
                waybill
                    .subscribe(input.topic())
                    .group("overheard-" + workbench.round())
                    .atLeastOnce()
                    .handle(message -> {}));
    try (KafkaConsumer<byte[], byte[]> consumer = settings.consumer("bare-" + workbench.round())) {
      consumer.subscribe(Set.of(input.name()));
      return consume(consumer, count);
    }
  }

  private Sample consume(KafkaConsumer<byte[], byte[]> consumer, long count) {
    Meter meter = null;
    long before = 0;
    long handled = 0;
    long bytes = 0;
    long committed = System.nanoTime();
    while (handled < count) {
      ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
      for (ConsumerRecord<byte[], byte[]> each : records) {
        handled++;
        bytes += each.value().length;
      }
      if (System.nanoTime() - committed > COMMIT_EVERY_NANOS) {
        consumer.commitAsync();
        committed = System.nanoTime();
      }
      if (meter == null && handled >= count / EngineConsumeLoad.WARM_UP_SHARE) {
        meter = Meter.start();
        before = handled;
      }
    }
    consumer.commitSync();
    return stop(meter, count, before, bytes);
  }

  private Sample stop(@Nullable Meter meter, long count, long before, long bytes) {
    if (meter == null || bytes != count * input.bytes()) {
      throw new IllegalStateException(
          "expected " + count + " messages of " + input.bytes() + " bytes, found " + bytes);
    }
    return meter.stop(count - before, (count - before) * input.bytes());
  }
}
