package dev.waybill.verifier.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.server.KafkaNode;
import dev.waybill.server.ServerSettings;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(180)
class FaultProxyTest {
  private static final String TOPIC = "topic";
  private static final String CLIENT = "publisher";
  private static final TopicPartition PARTITION = new TopicPartition(TOPIC, 0);

  @TempDir Path directory;

  private final ScriptedPlan plan = new ScriptedPlan();
  private final Set<NetworkFault> seen = ConcurrentHashMap.newKeySet();
  private KafkaNode node;
  private FaultProxy proxy;

  @BeforeEach
  void open() throws Exception {
    node =
        KafkaNode.open(
            directory,
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            ServerSettings.defaults());
    proxy = FaultProxy.before(node.address(), plan, (fault, struck) -> seen.add(fault));
  }

  @AfterEach
  void close() {
    proxy.close();
    node.close();
  }

  @Test
  void clientsComeBackToTheProxyWhateverTheServerAdvertises() throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", proxy.bootstrapServers()))) {
      Node found = admin.describeCluster().nodes().get().iterator().next();

      assertThat(found.host() + ":" + found.port()).isEqualTo(proxy.bootstrapServers());
      assertThat(found.port()).isNotEqualTo(node.address().getPort());
    }
  }

  @Test
  void everyFaultOfAProduceRequestEndsInOneRecordForAnIdempotentProducer() throws Exception {
    List<Fate> fates =
        List.of(
            new Fate.DropRequest(),
            new Fate.DropAnswer(),
            new Fate.CutRequest(),
            new Fate.CutAnswer(),
            new Fate.Delay(Duration.ofMillis(50)),
            new Fate.Trickle(20, Duration.ofMillis(1)),
            new Fate.ReplayLate(1));
    List<String> sent = new ArrayList<>();
    try (KafkaProducer<String, String> producer = producer(Map.of())) {
      send(producer, "first");
      sent.add("first");
      for (Fate each : fates) {
        plan.strikeNext(CLIENT, ApiKeys.PRODUCE, each);
        send(producer, each.toString());
        sent.add(each.toString());
      }
      // What was kept to be repeated comes after these.
      send(producer, "last but one");
      send(producer, "last");
      sent.add("last but one");
      sent.add("last");
    }

    assertThat(read()).isEqualTo(sent);
    assertThat(seen).isEqualTo(EnumSet.allOf(NetworkFault.class));
  }

  @Test
  void aDroppedAnswerMakesAPlainProducerRepeat() throws Exception {
    try (KafkaProducer<String, String> producer = producer(Map.of("enable.idempotence", false))) {
      send(producer, "first");
      plan.strikeNext(CLIENT, ApiKeys.PRODUCE, new Fate.DropAnswer());
      send(producer, "twice");
    }

    assertThat(read()).containsExactly("first", "twice", "twice");
  }

  @Test
  void aRequestThatAwaitsNoAnswerIsDroppedAndItsConnectionLivesOn() throws Exception {
    Map<String, Object> silent = Map.of("acks", "0", "enable.idempotence", false, "retries", 0);
    try (KafkaProducer<String, String> producer = producer(silent)) {
      send(producer, "first");
      // Without answers a send is over when it is written: the proxy may not have seen it yet.
      awaitRead("first");
      plan.strikeNext(CLIENT, ApiKeys.PRODUCE, new Fate.DropRequest());
      send(producer, "lost");
      send(producer, "last");
      awaitRead("last");
    }

    assertThat(seen).containsExactly(NetworkFault.DROP_REQUEST);
    assertThat(read()).containsExactly("first", "last");
  }

  @Test
  void whatALostClientHadSentArrivesWhenItIsLetGo() throws Exception {
    Held held;
    try (KafkaProducer<String, String> producer =
        producer(Map.of("acks", "0", "enable.idempotence", false, "retries", 0))) {
      send(producer, "first");
      awaitRead("first");
      held = plan.holdNext(CLIENT, ApiKeys.PRODUCE);
      send(producer, "late");
      held.awaitArrival(Duration.ofSeconds(60));
      producer.close(Duration.ZERO);
    }
    assertThat(read()).containsExactly("first");

    held.release(new Fate.Pass());

    awaitRead("late");
    assertThat(read()).containsExactly("first", "late");
  }

  @Test
  void aLateEndOfATransactionDoesNotEndTheNextOne() throws Exception {
    try (KafkaProducer<String, String> producer =
        producer(Map.of("transactional.id", "transactor"))) {
      producer.initTransactions();
      producer.beginTransaction();
      send(producer, "committed");
      plan.strikeNext(CLIENT, ApiKeys.END_TXN, new Fate.ReplayLate(1));
      producer.commitTransaction();

      producer.beginTransaction();
      send(producer, "not yet");
      // The late end goes to the server before this one does.
      send(producer, "nor this");
      assertThat(seen).containsExactly(NetworkFault.REPLAY_LATE);
      assertThat(read()).containsExactly("committed");
      producer.abortTransaction();
    }

    assertThat(read()).containsExactly("committed");
  }

  @Test
  void aSeparatedClientIsHeardAgainWhenItRejoins() throws Exception {
    try (KafkaProducer<String, String> producer = producer(Map.of())) {
      send(producer, "first");
      proxy.separate(CLIENT);
      var answer = producer.send(new ProducerRecord<>(TOPIC, 0, "key", "second"));
      assertThat(read()).containsExactly("first");

      proxy.rejoin(CLIENT);

      answer.get(60, TimeUnit.SECONDS);
      assertThat(read()).containsExactly("first", "second");
    }
  }

  @Test
  void theSameSeedMeetsTheSameRequestsWithTheSameFaults() {
    SeededPlan one = new SeededPlan(7, 300, EnumSet.allOf(NetworkFault.class));
    SeededPlan other = new SeededPlan(7, 300, EnumSet.allOf(NetworkFault.class));
    SeededPlan third = new SeededPlan(8, 300, EnumSet.allOf(NetworkFault.class));
    List<Fate> fates = fates(one);

    assertThat(fates).isEqualTo(fates(other)).isNotEqualTo(fates(third));
    assertThat(fates).hasAtLeastOneElementOfType(Fate.Pass.class);
    assertThat(fates).hasAtLeastOneElementOfType(Fate.DropAnswer.class);
    one.calm();
    assertThat(fates(one)).containsOnly(new Fate.Pass());
  }

  private static List<Fate> fates(FaultPlan plan) {
    List<Fate> fates = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      fates.add(
          plan.fateOf(new Request(ApiKeys.PRODUCE.id, (short) 9, i, CLIENT, true, new byte[40])));
    }
    return fates;
  }

  private static void send(KafkaProducer<String, String> producer, String value) throws Exception {
    producer.send(new ProducerRecord<>(TOPIC, 0, "key", value)).get(60, TimeUnit.SECONDS);
  }

  private KafkaProducer<String, String> producer(Map<String, Object> more) {
    Map<String, Object> settings = new HashMap<>();
    settings.put("bootstrap.servers", proxy.bootstrapServers());
    settings.put("client.id", CLIENT);
    settings.put("linger.ms", 0);
    settings.putAll(more);
    return new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer());
  }

  private void awaitRead(String value) throws InterruptedException {
    long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (!read().contains(value)) {
      assertThat(System.nanoTime()).as("waiting for " + value).isLessThan(end);
      Thread.sleep(10);
    }
  }

  /** Everything that is committed, past the proxy. */
  private List<String> read() {
    Map<String, Object> settings = new HashMap<>();
    settings.put(
        "bootstrap.servers", node.address().getHostString() + ":" + node.address().getPort());
    settings.put("isolation.level", "read_committed");
    List<String> found = new ArrayList<>();
    try (KafkaConsumer<String, String> consumer =
        new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
      consumer.assign(List.of(PARTITION));
      consumer.seekToBeginning(List.of(PARTITION));
      long end = consumer.endOffsets(List.of(PARTITION)).get(PARTITION);
      while (consumer.position(PARTITION) < end) {
        for (ConsumerRecord<String, String> each : consumer.poll(Duration.ofMillis(50))) {
          found.add(each.value());
        }
      }
    }
    return found;
  }
}
