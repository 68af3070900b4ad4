package dev.waybill.verifier.table;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.waybill.Guarantee;
import dev.waybill.verifier.proxy.FaultProxy;
import dev.waybill.verifier.proxy.ScriptedPlan;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** A server behind a proxy that strikes what it is told to, and Kafka's clients on either side. */
final class WireStage implements AutoCloseable {
  private final String direct;
  private final ScriptedPlan plan = new ScriptedPlan();
  private final Map<String, AtomicLong> bites = new ConcurrentHashMap<>();
  private final FaultProxy proxy;
  private final Admin admin;

  WireStage(InetSocketAddress server) throws IOException {
    direct = server.getHostString() + ":" + server.getPort();
    proxy =
        FaultProxy.before(
            server,
            plan,
            (fault, struck) ->
                bites.computeIfAbsent(struck.client(), name -> new AtomicLong()).incrementAndGet());
    admin = Admin.create(common(direct, "stage"));
  }

  ScriptedPlan plan() {
    return plan;
  }

  FaultProxy proxy() {
    return proxy;
  }

  /** How often a fault has happened to that client. */
  long bites(String client) {
    AtomicLong count = bites.get(client);
    return count == null ? 0 : count.get();
  }

  void createTopics(List<String> names) throws InterruptedException, ExecutionException {
    admin
        .createTopics(names.stream().map(name -> new NewTopic(name, 1, (short) 1)).toList())
        .all()
        .get();
  }

  /** The group's position in a topic of one partition; 0 if it has none. */
  long position(String group, String topic) throws InterruptedException, ExecutionException {
    OffsetAndMetadata position =
        admin
            .listConsumerGroupOffsets(group)
            .partitionsToOffsetAndMetadata(group)
            .get()
            .get(new TopicPartition(topic, 0));
    return position == null ? 0 : position.offset();
  }

  /** What a fresh reader of committed messages finds, past the proxy. */
  List<Integer> read(String topic) {
    List<Integer> found = new ArrayList<>();
    Map<String, Object> settings = common(direct, "reader");
    settings.put("isolation.level", "read_committed");
    try (KafkaConsumer<String, String> consumer =
        new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
      TopicPartition partition = new TopicPartition(topic, 0);
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
      while (consumer.position(partition) < end) {
        for (ConsumerRecord<String, String> each : consumer.poll(Duration.ofMillis(100))) {
          found.add(Integer.parseInt(each.value()));
        }
      }
    }
    return found;
  }

  /** A publisher under that guarantee, through the proxy. */
  KafkaProducer<String, String> publisher(String client, Guarantee guarantee) {
    Map<String, Object> settings = common(proxy.bootstrapServers(), client);
    settings.put("request.timeout.ms", 1_500);
    settings.put("delivery.timeout.ms", 90_000);
    settings.put("linger.ms", 0);
    settings.put("max.in.flight.requests.per.connection", 1);
    settings.put("enable.idempotence", guarantee == Guarantee.EXACTLY_ONCE);
    if (guarantee == Guarantee.AT_MOST_ONCE) {
      settings.put("acks", "0");
      settings.put("retries", 0);
    } else {
      settings.put("acks", "all");
    }
    return new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer());
  }

  /** A publisher of transactions, through the proxy. */
  KafkaProducer<String, String> transactor(String client) {
    Map<String, Object> settings = common(proxy.bootstrapServers(), client);
    settings.put("transactional.id", client);
    settings.put("linger.ms", 0);
    return new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer());
  }

  /**
   * A member of a group, through the proxy, one message at a time.
   *
   * @param session after so long a silence its group takes it for dead
   */
  KafkaConsumer<String, String> member(String client, String group, Duration session) {
    Map<String, Object> settings = common(proxy.bootstrapServers(), client);
    settings.put("group.id", group);
    settings.put("enable.auto.commit", false);
    settings.put("auto.offset.reset", "earliest");
    settings.put("isolation.level", "read_committed");
    settings.put("max.poll.records", 1);
    settings.put("session.timeout.ms", Math.toIntExact(session.toMillis()));
    settings.put("heartbeat.interval.ms", 200);
    // A fetch without messages waits for them, and not for its own end.
    settings.put("fetch.max.wait.ms", 10_000);
    return new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer());
  }

  private static Map<String, Object> common(String bootstrap, String client) {
    Map<String, Object> settings = new HashMap<>();
    settings.put("bootstrap.servers", bootstrap);
    settings.put("client.id", client);
    settings.put("reconnect.backoff.ms", 20);
    settings.put("reconnect.backoff.max.ms", 100);
    settings.put("retry.backoff.ms", 20);
    settings.put("retry.backoff.max.ms", 100);
    return settings;
  }

  /** What tells a message from others, for topics with ids. */
  static byte[] id(int message) {
    return Integer.toString(message).getBytes(UTF_8);
  }

  static List<Guarantee> guarantees() {
    return Arrays.asList(Guarantee.values());
  }

  @Override
  public void close() {
    proxy.close();
    admin.close(Duration.ZERO);
  }
}
