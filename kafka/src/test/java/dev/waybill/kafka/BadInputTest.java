package dev.waybill.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.Guarantee;
import dev.waybill.Publisher;
import dev.waybill.Subscription;
import dev.waybill.Topic;
import dev.waybill.Transactions;
import dev.waybill.Waybill;
import dev.waybill.WhenOvertaken;
import dev.waybill.admin.TopicSettings;
import dev.waybill.codec.Codecs;
import dev.waybill.error.FencedException;
import dev.waybill.error.RejectedException;
import dev.waybill.error.RetriableException;
import dev.waybill.error.WaybillException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is wrong is said at once, with what was found and what to do; and nothing is lost by it. */
@Timeout(300)
class BadInputTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Topic<String> ORDERS =
      Topic.named("orders").of(Codecs.string()).key(order -> order).partitions(1);

  @TempDir Path directory;
  private Served server;

  @BeforeEach
  void serve() throws IOException {
    server = Served.on(directory.resolve("data"));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private Waybill open() {
    return Waybill.open(server.url());
  }

  @Test
  void nobodyAtTheAddressIsSaidWithinTheStatedTimeWithWhatWasTried() throws IOException {
    int free;
    try (ServerSocket nobody = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      free = nobody.getLocalPort();
    }
    String address = "127.0.0.1:" + free;

    assertThatThrownBy(() -> Waybill.open("kafka://" + address + "?openTimeout=2s"))
        .isInstanceOf(RetriableException.class)
        .hasMessageContaining(address)
        .hasMessageContaining("PT2S")
        .hasMessageContaining("openTimeout");
  }

  @Test
  void somebodyWhoSpeaksNoKafkaIsNotWaitedForForever() throws IOException {
    try (ServerSocket mute = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String address = "127.0.0.1:" + mute.getLocalPort();

      assertThatThrownBy(() -> Waybill.open("kafka://" + address + "?openTimeout=2s"))
          .isInstanceOf(RetriableException.class)
          .hasMessageContaining(address);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"kafka:", "kafka://", "kafka://b1", "kafka://b1:0", "kafka://b1:9092,"})
  void whatIsNoHostAndPortIsRefused(String url) {
    assertThatThrownBy(() -> Waybill.open(url))
        .isInstanceOf(RejectedException.class)
        .hasMessageContaining("HOST:PORT");
  }

  @ParameterizedTest
  @CsvSource({
    "acks, 0, declare",
    "enable.idempotence, false, declare",
    "isolation.level, read_uncommitted, declare",
    "group.id, mine, declare",
    "speed, high, correct its name",
    "openTimeout, soon, duration",
    "groupProtocol, newest, classic",
    "replicationFactor, 0, at least 1",
    "security.protocol, TELEPATHY, security.protocol"
  })
  void optionsThatAreUnknownOrIllegalOrCarryAGuaranteeAreRefused(
      String name, String value, String said) {
    assertThatThrownBy(() -> Waybill.open(server.url(), Map.of(name, value)))
        .isInstanceOf(RejectedException.class)
        .hasMessageContaining(name)
        .hasMessageContaining(said)
        .hasMessageContaining("nothing was opened");
  }

  @Test
  void optionsOfKafkasClientsGoThrough() throws Exception {
    try (Waybill waybill =
            Waybill.open(server.url(), Map.of("compression.type", "lz4", "client.id", "shop"));
        Publisher<String> publisher = waybill.publisher(ORDERS, Guarantee.EXACTLY_ONCE)) {
      publisher.publish("order").get(PATIENCE.toSeconds(), TimeUnit.SECONDS);

      assertThat(waybill.topics().describe("orders").orElseThrow().partitions().get(0).endOffset())
          .isEqualTo(1);
    }
  }

  @Test
  void aServerWithoutTlsIsNotTakenForOneWith() {
    assertThatThrownBy(
            () ->
                Waybill.open(server.url(), Map.of("security.protocol", "SSL", "openTimeout", "5s")))
        .isInstanceOf(WaybillException.class)
        .hasMessageContaining("security.protocol");
  }

  @Test
  void aMissingTopicIsAnAnswerAndNotAWait() {
    Topic<String> undeclared = Topic.named("nowhere").of(Codecs.string());
    try (Waybill waybill = open()) {
      assertThatThrownBy(() -> waybill.publisher(undeclared, Guarantee.AT_LEAST_ONCE))
          .isInstanceOf(RejectedException.class)
          .hasMessageContaining("nowhere");
      assertThatThrownBy(
              () -> waybill.subscribe(undeclared).group("g").atLeastOnce().handle(o -> {}))
          .isInstanceOf(RejectedException.class)
          .hasMessageContaining("nowhere");
    }
  }

  @Test
  void aMessageLargerThanTheTopicTakesIsRejectedAndTheNextGoesThrough() throws Exception {
    try (Waybill waybill = open()) {
      waybill.topics().create("orders", TopicSettings.defaults().withMaxMessageBytes(1_000));
      try (Publisher<String> publisher = waybill.publisher(ORDERS, Guarantee.EXACTLY_ONCE)) {
        assertThatThrownBy(
                () ->
                    publisher
                        .publish("x".repeat(10_000))
                        .get(PATIENCE.toSeconds(), TimeUnit.SECONDS))
            .isInstanceOf(ExecutionException.class)
            .hasCauseInstanceOf(RejectedException.class)
            .hasMessageContaining("max.message.bytes");
        publisher.publish("small").get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      }
      assertThat(waybill.topics().describe("orders").orElseThrow().partitions().get(0).endOffset())
          .isEqualTo(1);
    }
  }

  @Test
  void aTransactionalIdThatIsUsedElsewhereFencesTheOlderSession() {
    try (Waybill here = open();
        Waybill there = open();
        Transactions older = here.transactions("checkout")) {
      older.run(transaction -> transaction.publish(ORDERS, "first"));
      try (Transactions newer = there.transactions("checkout")) {
        newer.run(transaction -> transaction.publish(ORDERS, "second"));

        assertThatThrownBy(() -> older.run(transaction -> transaction.publish(ORDERS, "never")))
            .isInstanceOf(FencedException.class);
        newer.run(transaction -> transaction.publish(ORDERS, "third"));
      }
      Queue<String> handled = new ConcurrentLinkedQueue<>();
      Subscription reader =
          here.subscribe(ORDERS).group("reader").atLeastOnce().handle(handled::add);
      assertThat(reader.awaitCaughtUp(PATIENCE)).isTrue();
      assertThat(handled).containsExactly("first", "second", "third");
    }
  }

  @Test
  void aTransactionLongerThanTheClusterAllowsIsRefusedWhenItIsOpened() {
    try (Waybill waybill = open()) {
      assertThatThrownBy(() -> waybill.transactions("long", Duration.ofDays(2)))
          .isInstanceOf(RejectedException.class)
          .hasMessageContaining("timeout is larger");
    }
  }

  /** Retention, by hand: what lies before an offset is deleted while the subscription is away. */
  @ParameterizedTest
  @EnumSource(WhenOvertaken.class)
  void retentionThatOvertookASubscriptionIsHeededAsDeclared(WhenOvertaken choice) throws Exception {
    try (Waybill waybill = open();
        Publisher<String> publisher = waybill.publisher(ORDERS, Guarantee.AT_LEAST_ONCE)) {
      publish(publisher, "1", "2");
      Queue<String> handled = new ConcurrentLinkedQueue<>();
      try (Subscription before =
          waybill.subscribe(ORDERS).group("slow").atLeastOnce().handle(handled::add)) {
        assertThat(before.awaitCaughtUp(PATIENCE)).isTrue();
      }
      publish(publisher, "3", "4", "5");
      deleteBefore(4);

      Subscription after =
          waybill
              .subscribe(ORDERS)
              .group("slow")
              .atLeastOnce()
              .whenOvertaken(choice)
              .handle(handled::add);

      heeded(choice, after, handled, waybill);
    }
  }

  /** The same under a subscription that lives, and has not fetched what is deleted. */
  @ParameterizedTest
  @EnumSource(WhenOvertaken.class)
  void retentionThatOvertakesALivingReaderIsHeededAsDeclared(WhenOvertaken choice)
      throws Exception {
    CountDownLatch entered = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    Queue<String> handled = new ConcurrentLinkedQueue<>();
    try (Waybill waybill = open();
        Publisher<String> publisher = waybill.publisher(ORDERS, Guarantee.AT_LEAST_ONCE)) {
      publish(publisher, "1", "2");
      Subscription living =
          waybill
              .subscribe(ORDERS)
              .group("slow")
              .atLeastOnce()
              .maxBatch(1)
              .whenOvertaken(choice)
              .handle(
                  order -> {
                    handled.add(order);
                    entered.countDown();
                    release.await();
                  });
      entered.await();
      publish(publisher, "3", "4", "5");
      deleteBefore(4);
      release.countDown();

      // What was fetched before it was deleted is delivered; nothing is passed over unsaid.
      if (choice == WhenOvertaken.SKIP) {
        assertThat(living.awaitCaughtUp(PATIENCE)).isTrue();
        assertThat(handled).contains("1", "5");
      } else if (!living.awaitEnd(Duration.ofSeconds(5))) {
        assertThat(living.awaitCaughtUp(PATIENCE)).isTrue();
        assertThat(handled).containsExactly("1", "2", "3", "4", "5");
      } else {
        assertThat(living.failure().orElseThrow()).hasMessageContaining("retention");
        assertThat(handled).doesNotContain("5");
      }
    }
  }

  private static void heeded(
      WhenOvertaken choice, Subscription after, Queue<String> handled, Waybill waybill)
      throws InterruptedException {
    if (choice == WhenOvertaken.SKIP) {
      assertThat(after.awaitCaughtUp(PATIENCE)).isTrue();
      assertThat(handled).containsExactly("1", "2", "5");
    } else {
      assertThat(after.awaitEnd(PATIENCE)).isTrue();
      assertThat(after.failure().orElseThrow())
          .isInstanceOf(RejectedException.class)
          .hasMessageContaining("retention");
      assertThat(handled).containsExactly("1", "2");
      assertThat(waybill.groups().describe("slow").orElseThrow().positions().get(0).committed())
          .isEqualTo(2);
    }
  }

  private static void publish(Publisher<String> publisher, String... orders) throws Exception {
    for (String order : orders) {
      publisher.publish(order).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }
  }

  private void deleteBefore(long offset) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", server.bootstrapServers()))) {
      admin
          .deleteRecords(
              Map.of(new TopicPartition("orders", 0), RecordsToDelete.beforeOffset(offset)))
          .all()
          .get();
    }
  }

  @Test
  void whatKafkaDoesNotPromiseIsSaid() {
    try (Waybill waybill = open()) {
      assertThat(waybill.capabilities().assumptions())
          .anySatisfy(said -> assertThat(said).contains("acks=all", "not for their disks"));
      assertThat(waybill.explain().assumptions()).isEqualTo(waybill.capabilities().assumptions());
    }
  }
}
