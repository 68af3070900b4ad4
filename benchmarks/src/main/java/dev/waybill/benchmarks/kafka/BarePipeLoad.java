package dev.waybill.benchmarks.kafka;

import dev.waybill.Topic;
import dev.waybill.Waybill;
import dev.waybill.benchmarks.load.BenchTopics;
import dev.waybill.benchmarks.load.Load;
import dev.waybill.benchmarks.load.Workbench;
import dev.waybill.benchmarks.measure.Meter;
import dev.waybill.benchmarks.measure.Sample;
import dev.waybill.message.StartPosition;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * What {@link EnginePipeLoad} does, in the loop that an expert would write on bare clients of the
 * same settings: a batch of messages is polled, each output is sent without waiting, positions go
 * along, and the transaction is committed.
 *
 * <pre>
 *   begin ─► poll ─► send … ─┬─ poll again until the transaction is old enough
 *                            └─► sendOffsetsToTransaction ─► commit
 * </pre>
 *
 * @param transaction how long a transaction collects; zero: one poll
 */
public record BarePipeLoad(KafkaInput input, Duration transaction) implements Load {

  @Override
  public Sample run(Workbench workbench) throws Exception {
    long count = input.count(workbench);
    String name = "bare-output-" + transaction.toMillis() + "-" + workbench.round();
    Topic<byte[]> output = BenchTopics.values(name, 1);
    EngineSettings settings = overheard(workbench, output);
    try (KafkaProducer<byte[], byte[]> producer = settings.producer();
        KafkaConsumer<byte[], byte[]> consumer = settings.consumer(name)) {
      producer.initTransactions();
      consumer.subscribe(Set.of(input.name()));
      long warmUp = count / EngineConsumeLoad.WARM_UP_SHARE;
      long before = pipe(producer, consumer, name, warmUp);
      Meter meter = Meter.start();
      long piped = pipe(producer, consumer, name, count - before);
      Sample sample = meter.stop(piped, piped * input.bytes());
      try (Waybill waybill = Waybill.open(KafkaNode.url(workbench.server()))) {
        Outputs.check(waybill, output, count);
        waybill.topics().delete(name);
      }
      return sample;
    }
  }

  private EngineSettings overheard(Workbench workbench, Topic<byte[]> output) throws Exception {
    return EngineSettings.overheard(
        workbench.server(),
        waybill ->
            waybill
                .subscribe(input.topic())
                .group("overheard-" + output.name())
                .exactlyOnce()
                .startAt(StartPosition.latest())
                .into(output)
                .process(message -> List.of(message)),
        ProducerConfig.TRANSACTIONAL_ID_CONFIG);
  }

  /** Returns how many were committed: at least as many as asked for. */
  private long pipe(
      KafkaProducer<byte[], byte[]> producer,
      KafkaConsumer<byte[], byte[]> consumer,
      String output,
      long count) {
    Map<TopicPartition, OffsetAndMetadata> positions = new HashMap<>();
    long committed = 0;
    while (committed < count) {
      producer.beginTransaction();
      long end = System.nanoTime() + transaction.toNanos();
      long sent = 0;
      do {
        ConsumerRecords<byte[], byte[]> records = consumer.poll(BareConsumeLoad.POLL);
        for (ConsumerRecord<byte[], byte[]> each : records) {
          var unused = producer.send(new ProducerRecord<>(output, 0, each.key(), each.value()));
        }
        sent += records.count();
        positions.putAll(records.nextOffsets());
      } while (System.nanoTime() < end && committed + sent < count);
      if (!positions.isEmpty()) {
        producer.sendOffsetsToTransaction(positions, consumer.groupMetadata());
        positions.clear();
      }
      producer.commitTransaction();
      committed += sent;
    }
    return committed;
  }
}
