package dev.waybill.jdbc.outbox;

import static dev.waybill.jdbc.outbox.OutboxWorld.EVENTS;
import static dev.waybill.jdbc.outbox.OutboxWorld.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.waybill.Delivery;
import dev.waybill.Guarantee;
import dev.waybill.Publisher;
import dev.waybill.Retry;
import dev.waybill.Topic;
import dev.waybill.admin.TopicSettings;
import dev.waybill.codec.Codecs;
import dev.waybill.jdbc.database.Databases;
import dev.waybill.jdbc.database.TestDatabase;
import dev.waybill.message.Headers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a relay publishes, and what it does with what it cannot publish. */
class RelayTest {

  private static final Retry SOON = Retry.fixed(Duration.ofMillis(20));

  @TempDir Path directory;

  /** All of a message that can be compared; offsets and timestamps are the engine's. */
  private record Seen(
      String partition, String key, List<Byte> value, List<String> headers, String id) {

    static Seen of(Delivery<byte[]> delivery) {
      return new Seen(
          String.valueOf(delivery.topicPartition().partition()),
          delivery.key().orElse("none"),
          bytes(delivery.message()),
          delivery.headers().asList().stream().map(h -> h.name() + "=" + bytes(h.value())).toList(),
          delivery.id().orElse("none"));
    }

    private static List<Byte> bytes(byte[] bytes) {
      return new String(bytes, StandardCharsets.ISO_8859_1)
          .chars()
          .mapToObj(c -> (byte) c)
          .toList();
    }
  }

  @ParameterizedTest
  @EnumSource(Databases.class)
  void whatIsRelayedIsWhatAPublisherWouldHaveSent(Databases kind) throws Exception {
    try (OutboxWorld world = new OutboxWorld(kind, directory)) {
      Headers headers =
          Headers.of("trace", "1").with("raw", new byte[] {0, -1, 127}).with("trace", "2");
      for (boolean keyed : List.of(true, false)) {
        for (boolean identified : List.of(true, false)) {
          String name = "bytes-" + keyed + "-" + identified;
          Topic<byte[]> topic = Topic.named(name).of(Codecs.bytes()).partitions(keyed ? 7 : 1);
          Topic<byte[]> shaped = keyed ? topic.key(m -> "k\u00e9y\ud83d\ude00" + m[0]) : topic;
          Topic<byte[]> whole = identified ? shaped.id(m -> "id-" + m[0]) : shaped;

          try (Publisher<byte[]> publisher =
              world.waybill.publisher(whole, Guarantee.AT_LEAST_ONCE)) {
            for (byte i = 0; i < 10; i++) {
              publisher.publish(new byte[] {i, 0, -128}, headers).join();
            }
          }
          List<Seen> sent = seen(world, topic);
          try (Connection connection = world.transaction()) {
            for (byte i = 0; i < 10; i++) {
              world.outbox.publish(connection, whole, new byte[] {i, 0, -128}, headers);
            }
            connection.commit();
          }
          try (OutboxRelay relay = world.outbox.relayTo(world.waybill).start()) {
            world.awaitNoRows();
          }

          Map<Seen, Long> twice =
              seen(world, topic).stream()
                  .collect(Collectors.groupingBy(seen -> seen, Collectors.counting()));
          assertThat(sent).hasSize(10);
          assertThat(twice.keySet()).containsAll(sent);
          assertThat(twice).hasSize(10);
          assertThat(twice.values()).containsOnly(2L);
        }
      }
    }
  }

  private static List<Seen> seen(OutboxWorld world, Topic<byte[]> topic) {
    return world.deliveries(topic).stream().map(Seen::of).toList();
  }

  @Test
  void aTopicIsCreatedWithTheSettingsOfItsMessage() throws Exception {
    try (OutboxWorld world = new OutboxWorld(Databases.H2, directory)) {
      TopicSettings settings =
          TopicSettings.partitions(5)
              .withRetentionTime(Duration.ofDays(3))
              .withRetentionBytes(1 << 30)
              .withMaxMessageBytes(10_000);
      Topic<String> fresh = Topic.named("fresh").of(Codecs.string()).createdWith(settings);
      try (Connection connection = world.transaction()) {
        world.outbox.publish(connection, fresh, "first");
        connection.commit();
      }
      try (OutboxRelay relay = world.outbox.relayTo(world.waybill).start()) {
        world.awaitNoRows();
      }

      assertThat(world.waybill.topics().describe("fresh").orElseThrow().settings())
          .isEqualTo(settings);
    }
  }

  @ParameterizedTest
  @EnumSource(Databases.class)
  void aTopicThatDoesNotExistHoldsUpItsOwnMessagesAndIsTold(Databases kind) throws Exception {
    try (OutboxWorld world = new OutboxWorld(kind, directory, 1);
        OutboxRelay relay = world.outbox.relayTo(world.waybill).retry(SOON).start();
        Connection connection = world.transaction()) {
      Topic<String> missing = Topic.named("missing").of(Codecs.string()).key(m -> m);
      for (int i = 0; i < 100; i++) {
        world.outbox.publish(connection, missing, "m" + i);
        world.outbox.publish(connection, EVENTS, "k:" + i);
      }
      connection.commit();

      await("others published", () -> world.published().size() == 100);
      await("the refusal told", () -> !blocked(relay).isEmpty());
      BlockedRow row = blocked(relay).get(0);
      assertThat(blocked(relay)).hasSize(1);
      assertThat(row.topic()).isEqualTo("missing");
      assertThat(row.wholeTopic()).isTrue();
      assertThat(row.reason()).contains("unknown topic 'missing'");
      await("others removed", () -> world.outbox.lag().rows() == 100);

      world.waybill.topics().create("missing", TopicSettings.partitions(1));
      world.awaitNoRows();
      await("nothing blocked", () -> blocked(relay).isEmpty());
      assertThat(world.deliveries(missing)).hasSize(100);
    }
  }

  @ParameterizedTest
  @EnumSource(Databases.class)
  void aMessageThatIsTooLargeHoldsUpItsKeyOnlyAndInOrder(Databases kind) throws Exception {
    try (OutboxWorld world = new OutboxWorld(kind, directory, 1);
        OutboxRelay relay = world.outbox.relayTo(world.waybill).retry(SOON).start()) {
      Topic<String> small =
          Topic.named("small")
              .of(Codecs.string())
              .key(m -> m.substring(0, 1))
              .createdWith(TopicSettings.defaults().withMaxMessageBytes(200));
      try (Connection connection = world.transaction()) {
        for (String message : List.of("a1", "a" + "x".repeat(500), "a2", "b1", "a3", "b2")) {
          world.outbox.publish(connection, small, message);
        }
        connection.commit();
      }

      await("its key blocked", () -> !blocked(relay).isEmpty());
      await("others published", () -> world.outbox.lag().rows() == 3);
      assertThat(messages(world, small)).containsExactlyInAnyOrder("a1", "b1", "b2");
      BlockedRow row = blocked(relay).get(0);
      assertThat(row.wholeTopic()).isFalse();
      assertThat(relay.status()).allMatch(status -> !status.isWell());

      // What a person does about it.
      world.database.execute("DELETE FROM " + world.tables().rows() + " WHERE id = " + row.rowId());
      world.awaitNoRows();
      assertThat(messages(world, small).stream().filter(m -> m.startsWith("a")))
          .containsExactly("a1", "a2", "a3");
      await("nothing blocked", () -> blocked(relay).isEmpty());
    }
  }

  private static List<String> messages(OutboxWorld world, Topic<String> topic) {
    return world.deliveries(topic).stream().map(Delivery::message).toList();
  }

  private static List<BlockedRow> blocked(OutboxRelay relay) {
    return relay.status().stream().flatMap(status -> status.blocked().stream()).toList();
  }

  @ParameterizedTest
  @EnumSource(Databases.class)
  void batchesAreBoundedByCountAndBytes(Databases kind) throws Exception {
    try (OutboxWorld world = new OutboxWorld(kind, directory, 1)) {
      History history = new History();
      for (int i = 0; i < 60; i++) {
        String message = "k" + i % 4 + ":" + i + "x".repeat(i % 10 == 0 ? 5_000 : 10);
        world.commit(message);
        history.committed(message);
      }
      try (OutboxRelay relay =
          world.outbox.relayTo(world.waybill).maxBatch(7).maxBatchBytes(1_000).start()) {
        world.awaitNoRows();
      }

      assertThat(history.anomalies(world.published())).isEmpty();
    }
  }

  @Test
  void whatThePromiseRestsOnIsExplained() throws Exception {
    try (OutboxWorld world = new OutboxWorld(Databases.H2, directory);
        OutboxRelay relay = world.outbox.relayTo(world.waybill).start()) {
      assertThat(relay.hop().guarantee()).isEqualTo(Guarantee.EXACTLY_ONCE);
      assertThat(relay.hop().mayRepeat()).isFalse();
      assertThat(relay.hop().mayLose()).isFalse();
    }
  }

  @Test
  void theRelaysConnectionsComeFromAPoolAndGoBackAsTheyCame() throws Exception {
    try (OutboxWorld world = new OutboxWorld(Databases.POSTGRESQL, directory, 2);
        HikariDataSource pool = new HikariDataSource(withoutAutocommit(world.database))) {
      try (OutboxRelay relay = Outbox.in(pool).relayTo(world.waybill).start()) {
        world.commit("a:1");
        world.awaitPublished("a:1");
      }

      await("all given back", () -> pool.getHikariPoolMXBean().getActiveConnections() == 0);
      try (Connection connection = pool.getConnection()) {
        assertThat(connection.getAutoCommit()).isFalse();
      }
      // Of this database: other tests have theirs on the same server.
      assertThat(
              world.database.number(
                  "SELECT COUNT(*) FROM pg_locks JOIN pg_database ON oid = database"
                      + " WHERE locktype = 'advisory' AND datname = current_database()"))
          .isZero();
    }
  }

  private static HikariConfig withoutAutocommit(TestDatabase database) {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(database.url());
    config.setUsername(database.user());
    config.setPassword(database.password());
    config.setAutoCommit(false);
    config.setMaximumPoolSize(4);
    return config;
  }
}
