package dev.waybill.compatibility;

import static dev.waybill.compatibility.KafkaTool.TOPICS;
import static dev.waybill.compatibility.KafkaTool.TRANSACTIONS;
import static org.assertj.core.api.Assertions.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.list;

import dev.waybill.benchmarks.wire.WaybillServer;
import java.nio.file.Path;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(180)
class TransactionToolsTest {
  @TempDir static Path directory;
  private static WaybillServer server;
  private static KafkaTools tools;

  @BeforeAll
  static void serve() throws Exception {
    server = WaybillServer.start(directory);
    tools = KafkaTools.of(server.bootstrap());
  }

  @AfterAll
  static void end() {
    server.close();
  }

  @Test
  void anOpenTransactionIsListedDescribedAndNotHanging() throws Exception {
    try (Producer<String, String> producer = begin("open")) {
      Program.Ended listed = transactions("list");
      Program.Ended described = transactions("describe", "--transactional-id", "open");
      Program.Ended producers =
          transactions("describe-producers", "--topic", "open", "--partition", "0");
      Program.Ended hanging =
          transactions("find-hanging", "--broker-id", "1", "--max-transaction-timeout", "0");
      producer.commitTransaction();
      Program.Ended committed = transactions("list");

      assertThat(listed.exitCode()).isZero();
      assertThat(listed.rows())
          .anySatisfy(row -> assertThat(row).startsWith("open", "1").endsWith("Ongoing"));
      assertThat(described.exitCode()).isZero();
      assertThat(described.rows().get(1))
          .startsWith("1", "open")
          .contains("Ongoing")
          .endsWith("open-0");
      assertThat(producers.exitCode()).isZero();
      assertThat(producers.rows()).hasSize(2).last(as(list(String.class))).endsWith("0");
      assertThat(hanging.exitCode()).isZero();
      assertThat(hanging.rows()).hasSize(1);
      assertThat(committed.rows())
          .anySatisfy(row -> assertThat(row).startsWith("open", "1").endsWith("CompleteCommit"));
    }
  }

  @Test
  void anOpenTransactionIsAbortedByWhereItStarts() throws Exception {
    try (Producer<String, String> producer = begin("aborted")) {
      Program.Ended elsewhere = abort("aborted", "5");
      Program.Ended aborted = abort("aborted", "0");
      Program.Ended producers =
          transactions("describe-producers", "--topic", "aborted", "--partition", "0");

      assertThat(elsewhere.exitCode()).isOne();
      assertThat(elsewhere.printed()).contains("open transactions starting at offset 5");
      assertThat(aborted).isEqualTo(new Program.Ended(0, ""));
      assertThat(producers.rows()).hasSize(2).last(as(list(String.class))).endsWith("None");
      assertThatThrownBy(producer::commitTransaction).isInstanceOf(ProducerFencedException.class);
      assertThat(CommittedMessages.of(server.bootstrap(), "aborted")).isEmpty();
    }
  }

  @Test
  void anOpenTransactionIsTerminatedByItsId() throws Exception {
    try (Producer<String, String> producer = begin("terminated")) {
      Program.Ended terminated =
          transactions("forceTerminateTransaction", "--transactionalId", "terminated");

      assertThat(terminated.exitCode()).isZero();
      assertThatThrownBy(producer::commitTransaction).isInstanceOf(KafkaException.class);
      assertThat(CommittedMessages.of(server.bootstrap(), "terminated")).isEmpty();
    }
  }

  /** With one message on partition 0 of a new topic that has the name of the transaction. */
  private static Producer<String, String> begin(String name) throws Exception {
    assertThat(tools.run(TOPICS, "--create", "--topic", name, "--partitions", "1").exitCode())
        .isZero();
    Producer<String, String> producer = producer(name);
    producer.initTransactions();
    producer.beginTransaction();
    producer.send(new ProducerRecord<>(name, "open"));
    producer.flush();
    return producer;
  }

  private static Producer<String, String> producer(String transactionalId) {
    return new KafkaProducer<>(
        Map.of("bootstrap.servers", server.bootstrap(), "transactional.id", transactionalId),
        new StringSerializer(),
        new StringSerializer());
  }

  private static Program.Ended transactions(String... arguments) throws Exception {
    return tools.run(TRANSACTIONS, arguments);
  }

  private static Program.Ended abort(String topic, String startOffset) throws Exception {
    return transactions(
        "abort", "--topic", topic, "--partition", "0", "--start-offset", startOffset);
  }
}
