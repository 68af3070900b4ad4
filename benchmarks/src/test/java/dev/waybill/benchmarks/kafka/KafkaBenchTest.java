package dev.waybill.benchmarks.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.Guarantee;
import dev.waybill.benchmarks.load.BenchTopics;
import dev.waybill.benchmarks.load.Load;
import dev.waybill.benchmarks.load.SharedServer;
import dev.waybill.benchmarks.load.Workbench;
import dev.waybill.benchmarks.measure.Sample;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code waybill bench kafka} at a hundredth of its size: that it measures, not what. */
@Order(1)
@Timeout(300)
class KafkaBenchTest {

  private static final double TINY = 0.01;
  private static final int MESSAGES = 3_000;

  @TempDir private static Path home;
  private static SharedServer.Running node;

  @TempDir Path directory;

  @BeforeAll
  static void startOneForAll() throws Exception {
    node = new KafkaNode().start(home);
  }

  @AfterAll
  static void endIt() throws Exception {
    node.close();
  }

  private Sample run(Load load) throws Exception {
    return load.run(workbench());
  }

  private Workbench workbench() {
    return new Workbench(directory, TINY, false, 1, node.address());
  }

  private KafkaInput filled(String name, int partitions) {
    KafkaInput input = new KafkaInput(name, partitions, (long) (MESSAGES / TINY), 100);
    fill(input);
    fill(input); // finds it there
    return input;
  }

  private void fill(KafkaInput input) {
    try (AutoCloseable open = input.fill(workbench())) {
      assertThat(open).isNotNull();
    } catch (Exception e) {
      throw new AssertionError("the input cannot be filled", e);
    }
  }

  @Test
  void bareClientsAreToldWhatTheEngineTellsItsOwn() throws Exception {
    EngineSettings settings =
        EngineSettings.overheard(
            node.address(),
            waybill ->
                waybill.publisher(BenchTopics.values("overheard", 1), Guarantee.AT_LEAST_ONCE));

    assertThat(settings.told())
        .filteredOn(properties -> properties.containsKey(ProducerConfig.ACKS_CONFIG))
        .singleElement()
        .satisfies(
            properties ->
                assertThat(properties)
                    .containsEntry(ProducerConfig.ACKS_CONFIG, "all")
                    .containsEntry(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true));
    try (KafkaProducer<byte[], byte[]> producer = settings.producer()) {
      assertThat(producer.partitionsFor("overheard")).hasSize(1);
    }
  }

  @Test
  void bothPublish() throws Exception {
    assertThat(run(new EnginePublishLoad(2)).messages()).isPositive();
    assertThat(run(new BarePublishLoad(2)).messages()).isPositive();
  }

  @Test
  void bothReadEveryMessageOnce() throws Exception {
    KafkaInput input = filled("read", 2);

    assertThat(run(new EngineConsumeLoad(input)).messages()).isBetween(0L, MESSAGES * 2L / 3);
    assertThat(run(new BareConsumeLoad(input)).messages()).isBetween(0L, MESSAGES * 2L / 3);
  }

  @Test
  void allPipesMakeOneOutputOfEachMessage() throws Exception {
    KafkaInput input = filled("piped", 1);

    assertThat(run(new EnginePipeLoad(input)).messages()).isBetween(0L, MESSAGES * 2L / 3);
    for (Duration transaction : new Duration[] {Duration.ZERO, Duration.ofMillis(100)}) {
      assertThat(run(new BarePipeLoad(input, transaction)).messages())
          .isBetween(0L, MESSAGES * 2L / 3);
    }
  }

  @Test
  void latencyIsTakenOfBothInTurn() throws Exception {
    assertThat(run(new AddedLatencyLoad(1_000)).extras())
        .containsKeys(
            AddedLatencyLoad.ADDED_TO_RECEIPT,
            AddedLatencyLoad.ADDED_TO_HANDLED,
            "oursHandledP99Millis",
            "bareReceiptP99Millis");
  }

  @Test
  void aSlowHandlerKeepsItsPartitions() throws Exception {
    assertThat(run(new SlowHandlerLoad(filled("slow", 2))).extras())
        .containsEntry(SlowHandlerLoad.REBALANCES, 0.0);
  }
}
