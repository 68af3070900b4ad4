package dev.waybill.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.Explanation;
import dev.waybill.Guarantee;
import dev.waybill.Subscription;
import dev.waybill.Topic;
import dev.waybill.Waybill;
import dev.waybill.admin.GroupDescription;
import dev.waybill.admin.TopicSettings;
import dev.waybill.codec.Codecs;
import dev.waybill.error.RejectedException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ListenTest {
  private static final Topic<String> ORDERS = Topic.named("orders").of(Codecs.string());

  @TempDir Path directory;

  @Test
  void kafkasClientsAndThisProcessShareTopicsAndAGroup() throws Exception {
    int port = freePort();
    Set<String> handled = ConcurrentHashMap.newKeySet();
    Set<String> polled = new HashSet<>();
    try (Waybill waybill = Waybill.open("embedded:" + directory + "?listen=127.0.0.1:" + port)) {
      waybill.topics().create("orders", TopicSettings.partitions(4));
      try (Subscription ours =
              waybill.subscribe(ORDERS).group("g").atLeastOnce().handle(handled::add);
          KafkaConsumer<String, String> theirs = consumer(port, "consumer")) {
        theirs.subscribe(List.of("orders"));
        while (theirs.assignment().size() != 2) {
          theirs.poll(Duration.ofMillis(50)).forEach(record -> polled.add(record.value()));
        }
        try (KafkaProducer<String, String> producer = producer(port);
            var publisher = waybill.publisher(ORDERS, Guarantee.AT_LEAST_ONCE)) {
          for (int i = 0; i < 50; i++) {
            producer.send(new ProducerRecord<>("orders", i % 4, null, "wire-" + i)).get();
            publisher.publish("process-" + i).get();
          }
        }
        while (handled.size() + polled.size() < 100) {
          theirs.poll(Duration.ofMillis(50)).forEach(record -> polled.add(record.value()));
        }
      }
      assertThat(handled).isNotEmpty().doesNotContainAnyElementsOf(polled);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"classic", "consumer"})
  void aGroupsMembersOnTheWireAreShownToThisProcess(String protocol) throws Exception {
    int port = freePort();
    try (Waybill waybill = Waybill.open("embedded:" + directory + "?listen=127.0.0.1:" + port)) {
      waybill.topics().create("orders", TopicSettings.partitions(2));
      try (KafkaConsumer<String, String> theirs = consumer(port, protocol)) {
        theirs.subscribe(List.of("orders"));
        while (theirs.assignment().size() != 2) {
          theirs.poll(Duration.ofMillis(50));
        }

        GroupDescription group = waybill.groups().describe("g").orElseThrow();
        Explanation explanation = waybill.explain();

        assertThat(group.isStable()).isTrue();
        assertThat(group.members())
            .singleElement()
            .satisfies(
                member -> {
                  assertThat(member.client()).startsWith("theirs at ").contains("127.0.0.1");
                  assertThat(member.partitions()).hasSize(2);
                });
        assertThat(group.positions())
            .hasSize(2)
            .allMatch(at -> group.members().get(0).id().equals(at.owner()));
        assertThat(explanation.otherReaders())
            .containsExactly(
                new Explanation.OtherReader(
                    "g", List.of("orders"), List.of(group.members().get(0).client())));
        assertThat(explanation.toString()).contains("orders → g on the wire", "theirs at ");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"9092", "127.0.0.1", "127.0.0.1:70000", "0.0.0.0:0", "nowhere.invalid:1"})
  void refusesWhereItCannotOrMustNotListen(String where) {
    assertThatThrownBy(() -> Waybill.open("embedded:" + directory + "?listen=" + where))
        .isInstanceOf(RejectedException.class)
        .hasMessageContaining("expected HOST:PORT with a loopback host");
    Waybill.open("embedded:" + directory).close();
  }

  private static int freePort() throws IOException {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return free.getLocalPort();
    }
  }

  private static KafkaConsumer<String, String> consumer(int port, String protocol) {
    return new KafkaConsumer<>(
        Map.of(
            "bootstrap.servers", "127.0.0.1:" + port,
            "group.id", "g",
            "group.protocol", protocol,
            "client.id", "theirs",
            "auto.offset.reset", "earliest"),
        new StringDeserializer(),
        new StringDeserializer());
  }

  private static KafkaProducer<String, String> producer(int port) {
    return new KafkaProducer<>(
        Map.of("bootstrap.servers", "127.0.0.1:" + port),
        new StringSerializer(),
        new StringSerializer());
  }
}
