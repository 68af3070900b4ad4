package dev.waybill.compatibility.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.Guarantee;
import dev.waybill.Publisher;
import dev.waybill.Subscription;
import dev.waybill.Topic;
import dev.waybill.Waybill;
import dev.waybill.admin.TopicSettings;
import dev.waybill.cluster.ApacheKafka;
import dev.waybill.cluster.KafkaSettings;
import dev.waybill.codec.Codecs;
import dev.waybill.error.RejectedException;
import dev.waybill.error.UnsupportedException;
import dev.waybill.error.WaybillException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.FeatureUpdate;
import org.apache.kafka.clients.admin.UpdateFeaturesOptions;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * An Apache Kafka with passwords and rights: what it refuses, and what is said of it. Admin may do
 * everything, alice only read and write one topic.
 */
@Timeout(300)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class RefusalsTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Topic<String> ORDERS =
      Topic.named("orders").of(Codecs.string()).key(order -> order).partitions(1);
  private static final String MODULE =
      "org.apache.kafka.common.security.plain.PlainLoginModule required";

  @TempDir static Path directory;
  private static ApacheKafka kafka;

  @BeforeAll
  static void start() throws Exception {
    kafka =
        ApacheKafka.start(
            KafkaSettings.small(1)
                .withProperties(
                    Map.of(
                        "listener.security.protocol.map",
                        "CONTROLLER:PLAINTEXT,PLAINTEXT:SASL_PLAINTEXT",
                        "inter.broker.listener.name",
                        "PLAINTEXT",
                        "sasl.enabled.mechanisms",
                        "PLAIN",
                        "sasl.mechanism.inter.broker.protocol",
                        "PLAIN",
                        "listener.name.plaintext.plain.sasl.jaas.config",
                        MODULE
                            + " username=\"admin\" password=\"a\" user_admin=\"a\" user_alice=\"b\";",
                        "authorizer.class.name",
                        "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
                        "super.users",
                        "User:admin;User:ANONYMOUS")),
            directory);
    try (Admin admin = Admin.create(properties("admin", "a"))) {
      admin
          .createAcls(
              List.of(
                  allowed(ResourceType.TOPIC, "orders", AclOperation.ALL),
                  allowed(ResourceType.GROUP, "alices", AclOperation.ALL)))
          .all()
          .get();
    }
    try (Waybill waybill = as("admin", "a")) {
      waybill.topics().create("orders", TopicSettings.defaults());
      waybill.topics().create("secrets", TopicSettings.defaults());
    }
  }

  @AfterAll
  static void stop() throws Exception {
    if (kafka != null) {
      kafka.close();
    }
  }

  private static AclBinding allowed(ResourceType type, String name, AclOperation operation) {
    return new AclBinding(
        new ResourcePattern(type, name, PatternType.LITERAL),
        new AccessControlEntry("User:alice", "*", operation, AclPermissionType.ALLOW));
  }

  private static Map<String, String> credentials(String name, String password) {
    return Map.of(
        "security.protocol",
        "SASL_PLAINTEXT",
        "sasl.mechanism",
        "PLAIN",
        "sasl.jaas.config",
        MODULE + " username=\"" + name + "\" password=\"" + password + "\";");
  }

  private static Map<String, Object> properties(String name, String password) {
    Map<String, Object> properties = new HashMap<>(credentials(name, password));
    properties.put("bootstrap.servers", kafka.bootstrap());
    return properties;
  }

  private static Waybill as(String name, String password) {
    return Waybill.open("kafka://" + kafka.bootstrap(), credentials(name, password));
  }

  @Test
  @Order(1)
  void aWrongPasswordIsRefusedAtOnceAndSaid() {
    assertThatThrownBy(() -> as("alice", "wrong"))
        .isInstanceOf(RejectedException.class)
        .hasMessageContaining("SaslAuthenticationException")
        .hasMessageContaining("credentials");
  }

  @Test
  @Order(1)
  void withoutAnyPasswordTheClusterIsNotReached() {
    assertThatThrownBy(
            () -> Waybill.open("kafka://" + kafka.bootstrap(), Map.of("openTimeout", "3s")))
        .isInstanceOf(WaybillException.class)
        .hasMessageContaining(kafka.bootstrap())
        .hasMessageContaining("security.protocol");
  }

  @Test
  @Order(1)
  void whoMayDoEnoughIsServed() throws Exception {
    Queue<String> handled = new ConcurrentLinkedQueue<>();
    try (Waybill waybill = as("alice", "b");
        Publisher<String> publisher = waybill.publisher(ORDERS, Guarantee.AT_LEAST_ONCE)) {
      publisher.publish("order").get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      Subscription subscription =
          waybill.subscribe(ORDERS).group("alices").atLeastOnce().handle(handled::add);

      assertThat(subscription.awaitCaughtUp(PATIENCE)).isTrue();
      assertThat(handled).containsExactly("order");
    }
  }

  @Test
  @Order(1)
  void aTopicThatMayNotBeCreatedIsRefused() {
    Topic<String> forbidden = Topic.named("new").of(Codecs.string()).partitions(1);
    try (Waybill waybill = as("alice", "b")) {
      assertThatThrownBy(() -> waybill.publisher(forbidden, Guarantee.AT_LEAST_ONCE))
          .isInstanceOf(RejectedException.class)
          .hasMessageContaining("new")
          .hasMessageContaining("ACLs");
      assertThatThrownBy(() -> waybill.topics().create("new", TopicSettings.defaults()))
          .isInstanceOf(RejectedException.class)
          .hasMessageContaining("ACLs");
    }
  }

  @Test
  @Order(1)
  void aTopicThatMayNotBeReadOrWrittenIsRefused() {
    Topic<String> secrets = Topic.named("secrets").of(Codecs.string()).partitions(1);
    try (Waybill waybill = as("alice", "b")) {
      assertThatThrownBy(() -> waybill.publisher(secrets, Guarantee.AT_LEAST_ONCE))
          .isInstanceOf(RejectedException.class)
          .hasMessageContaining("secrets");
    }
  }

  @Test
  @Order(1)
  void aGroupThatMayNotBeJoinedFailsTheSubscriptionAndSaysSo() throws Exception {
    try (Waybill waybill = as("alice", "b")) {
      Subscription subscription =
          waybill.subscribe(ORDERS).group("bobs").atLeastOnce().handle(order -> {});

      assertThat(subscription.awaitEnd(PATIENCE)).isTrue();
      assertThat(subscription.failure().orElseThrow())
          .isInstanceOf(RejectedException.class)
          .hasMessageContaining("bobs");
    }
  }

  /** A group of a share consumer is no group whose members own partitions. */
  @Test
  @Order(2)
  void aGroupIdOfAnotherTypeIsRefused() throws Exception {
    Map<String, Object> properties = properties("admin", "a");
    properties.put("group.id", "shared");
    try (KafkaShareConsumer<String, String> sharing =
        new KafkaShareConsumer<>(properties, new StringDeserializer(), new StringDeserializer())) {
      sharing.subscribe(List.of("orders"));
      awaitGroup("shared", sharing);
      try (Waybill waybill = as("admin", "a")) {
        Subscription subscription =
            waybill.subscribe(ORDERS).group("shared").atLeastOnce().handle(order -> {});

        assertThat(subscription.awaitEnd(PATIENCE)).isTrue();
        assertThat(subscription.failure().orElseThrow())
            .isInstanceOf(RejectedException.class)
            .hasMessageContaining("shared");
      }
    }
  }

  private static void awaitGroup(String group, KafkaShareConsumer<String, String> joining)
      throws Exception {
    try (Admin admin = Admin.create(properties("admin", "a"))) {
      while (admin.listGroups().all().get().stream()
          .noneMatch(found -> found.groupId().equals(group))) {
        var unused = joining.poll(Duration.ofMillis(100));
      }
    }
  }

  /** Last: the cluster is one of before KIP-848 from here on. */
  @Test
  @Order(3)
  void aClusterTooOldForAFeatureIsNamedWithTheFeatureAndServedWithoutIt() throws Exception {
    try (Admin admin = Admin.create(properties("admin", "a"))) {
      admin
          .updateFeatures(
              Map.of(
                  "group.version",
                  new FeatureUpdate((short) 0, FeatureUpdate.UpgradeType.SAFE_DOWNGRADE)),
              new UpdateFeaturesOptions())
          .all()
          .get();
    }
    Map<String, String> options = new HashMap<>(credentials("alice", "b"));
    options.put("groupProtocol", "consumer");
    assertThatThrownBy(() -> Waybill.open("kafka://" + kafka.bootstrap(), options))
        .isInstanceOf(UnsupportedException.class)
        .hasMessageContaining("group.version")
        .hasMessageContaining("KIP-848");
    whoMayDoEnoughIsServed("alices");
  }

  private static void whoMayDoEnoughIsServed(String group) {
    Queue<String> handled = new ConcurrentLinkedQueue<>();
    try (Waybill waybill = as("alice", "b")) {
      Subscription subscription =
          waybill.subscribe(ORDERS).group(group).atLeastOnce().handle(handled::add);
      assertThat(subscription.awaitCaughtUp(PATIENCE)).isTrue();
    }
  }
}
