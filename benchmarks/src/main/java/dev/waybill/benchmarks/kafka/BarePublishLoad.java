package dev.waybill.benchmarks.kafka;

import dev.waybill.Guarantee;
import dev.waybill.Topic;
import dev.waybill.Waybill;
import dev.waybill.benchmarks.load.Awaited;
import dev.waybill.benchmarks.load.BenchTopics;
import dev.waybill.benchmarks.load.Load;
import dev.waybill.benchmarks.load.Values;
import dev.waybill.benchmarks.load.Workbench;
import dev.waybill.benchmarks.measure.Meter;
import dev.waybill.benchmarks.measure.Sample;
import java.time.Duration;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;

/**
 * What {@link EnginePublishLoad} does, with a bare producer of the same settings and the futures
 * that it gives.
 *
 * @param partitions of the topic; messages go to runs of them, as the engine's do
 */
public record BarePublishLoad(int partitions) implements Load {

  @Override
  public Sample run(Workbench workbench) throws Exception {
    String name = "bare-publish-" + workbench.round();
    Topic<byte[]> topic = BenchTopics.values(name, partitions);
    EngineSettings settings =
        EngineSettings.overheard(
            workbench.server(), waybill -> waybill.publisher(topic, Guarantee.AT_LEAST_ONCE));
    try (KafkaProducer<byte[], byte[]> producer = settings.producer()) {
      Awaited<RecordMetadata> receipts = new Awaited<>(BarePublishLoad::check, Awaited.AMPLE);
      publish(producer, name, receipts, workbench.lasting(EnginePublishLoad.WARM_UP));
      Meter meter = Meter.start();
      long published =
          publish(producer, name, receipts, workbench.lasting(EnginePublishLoad.MEASURED));
      return meter.stop(published, published * Values.BYTES);
    } finally {
      try (Waybill waybill = Waybill.open(KafkaNode.url(workbench.server()))) {
        waybill.topics().delete(name);
      }
    }
  }

  static void check(RecordMetadata receipt) {
    if (!receipt.hasOffset()) {
      throw new IllegalStateException("expected a message with its place, found " + receipt);
    }
  }

  private long publish(
      KafkaProducer<byte[], byte[]> producer,
      String topic,
      Awaited<RecordMetadata> receipts,
      Duration duration) {
    byte[][] values = Values.prepared();
    long end = System.nanoTime() + duration.toNanos();
    long published = 0;
    do {
      int partition = (int) (published / EnginePublishLoad.STRIDE % partitions);
      for (int i = 0; i < EnginePublishLoad.STRIDE; i++) {
        byte[] value = values[(int) (published++ & (values.length - 1))];
        receipts.add(producer.send(new ProducerRecord<>(topic, partition, null, value)));
      }
    } while (System.nanoTime() < end);
    receipts.awaitAll();
    return published;
  }
}
