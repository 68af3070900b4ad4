package dev.waybill.server.net;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.broker.core.BrokerSettings;
import dev.waybill.broker.topic.TopicSettings;
import dev.waybill.server.LogLines;
import dev.waybill.server.RawClient;
import dev.waybill.server.ServedBroker;
import dev.waybill.server.ServerSettings;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.message.CreateTopicsRequestData;
import org.apache.kafka.common.message.CreateTopicsRequestData.CreatableTopic;
import org.apache.kafka.common.message.CreateTopicsResponseData;
import org.apache.kafka.common.message.FetchRequestData;
import org.apache.kafka.common.message.FetchRequestData.FetchPartition;
import org.apache.kafka.common.message.FetchRequestData.FetchTopic;
import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.message.MetadataRequestData;
import org.apache.kafka.common.message.MetadataResponseData;
import org.apache.kafka.common.message.ProduceRequestData;
import org.apache.kafka.common.message.ProduceRequestData.PartitionProduceData;
import org.apache.kafka.common.message.ProduceRequestData.TopicProduceData;
import org.apache.kafka.common.message.ProduceResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.SimpleRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/** Clients that are silent, slow, greedy or many: each is bounded, and the others are served. */
@Isolated("It reads the log, and weighs the heap.")
class BadMannersTest {
  private static final Duration LONG = Duration.ofMinutes(5);
  private static final Duration SHORT = Duration.ofMillis(300);
  private static final short VERSION = 12;

  /** One event loop, so that what one client asked has been begun when a later one is answered. */
  private static final ConnectionSettings PATIENT =
      ConnectionSettings.DEFAULTS.withIoThreads(1).withTimeouts(LONG, LONG, SHORT);

  @TempDir Path directory;

  private ServedBroker served;
  private LogLines log;

  @BeforeEach
  void listen() {
    log = new LogLines();
  }

  @AfterEach
  void othersAreServedAndNothingIsADefect() throws Exception {
    try (RawClient other = client()) {
      assertThat(topics(other)).contains("orders");
    } finally {
      served.close();
      log.close();
    }
    assertThat(log.with("defect")).isEmpty();
    assertThat(log.with("LEAK")).isEmpty();
  }

  @Test
  void whoIsSilentIsClosedBeforeAndAfterARequest() throws Exception {
    start(PATIENT.withTimeouts(SHORT, LONG, SHORT));
    try (RawClient silent = client();
        RawClient greeted = client()) {
      topics(greeted);

      assertThat(silent.isClosedByServer()).isTrue();
      assertThat(greeted.isClosedByServer()).isTrue();
    }
  }

  @Test
  void whoWaitsForAnAnswerIsNotSilent() throws Exception {
    start(PATIENT.withTimeouts(SHORT, LONG, SHORT));
    try (RawClient waiting = client()) {
      FetchResponseData answer =
          waiting.ask(VERSION, fetch(5 * (int) SHORT.toMillis()), FetchResponseData.class);

      assertThat(answer.errorCode()).isZero();
    }
  }

  @Test
  void whoTricklesAFrameIsClosedAndSaidOnce() throws Exception {
    start(PATIENT.withTimeouts(LONG, SHORT, SHORT));
    try (RawClient client = client()) {
      client.sendBytes(new byte[] {0, 1, 0, 0});
      boolean closed = false;
      while (!closed) {
        try {
          client.sendBytes(new byte[1]);
          Thread.sleep(5);
        } catch (IOException e) {
          closed = true;
        }
      }
    }
    assertThat(log.with("WARN", "expected a whole frame within 300 ms")).hasSize(1);
  }

  @Test
  void whoTricklesAFrameInTimeIsAnswered() throws Exception {
    start(PATIENT);
    ByteBuffer frame = RawClient.frame(VERSION, all(), 1);
    try (RawClient client = client()) {
      client.sendBytes(ByteBuffer.allocate(4).putInt(frame.remaining()).array());
      while (frame.hasRemaining()) {
        client.sendBytes(new byte[] {frame.get()});
      }

      assertThat(client.receive(ApiKeys.METADATA, VERSION, 1, MetadataResponseData.class).topics())
          .hasSize(1);
    }
  }

  @Test
  void rubbishInABurstIsSaidOnce() throws Exception {
    start(PATIENT);
    try (RawClient client = client()) {
      // Each four of them are a frame without content.
      client.sendUntilClosed(new byte[200_000]);

      assertThat(client.isClosedByServer()).isTrue();
    }
    awaitConnections(0);
    assertThat(log.with("WARN", "Closed the connection of /127.0.0.1:")).hasSize(1);
  }

  @Test
  void noMoreIsBegunThanMayBeInFlight() throws Exception {
    start(PATIENT.withMaxPipelined(4));
    try (RawClient eager = client();
        RawClient other = client()) {
      eager.sendBytes(burst(fetch(60_000), IntStream.range(0, 100)));
      while (served.broker().topics().size() < 4) {
        Thread.onSpinWait();
      }
      create(other, "last");

      assertThat(topics(other))
          .containsExactlyInAnyOrder("orders", "eager-0", "eager-1", "eager-2", "last");

      produce(other);
      FetchResponseData first = eager.receive(ApiKeys.FETCH, VERSION, 0, FetchResponseData.class);
      assertThat(first.responses()).hasSize(1);
      for (int i = 1; i <= 100; i++) {
        CreateTopicsResponseData answer =
            eager.receive(ApiKeys.CREATE_TOPICS, (short) 7, i, CreateTopicsResponseData.class);
        assertThat(answer.topics().iterator().next().errorCode()).isZero();
      }
    }
  }

  @Test
  void whoWaitsForNewsHoldsNothingThatOthersNeed() throws Exception {
    start(PATIENT.withMaxInFlightBytes(2_000));
    List<RawClient> waiting = new ArrayList<>();
    try (RawClient other = client()) {
      for (int i = 0; i < 50; i++) {
        RawClient client = client();
        waiting.add(client);
        client.send(VERSION, fetch(60_000));
      }
      for (int i = 0; i < 50; i++) {
        assertThat(produce(other)).isEqualTo(Errors.NONE);
      }
      for (RawClient client : waiting) {
        client.receive(ApiKeys.FETCH, VERSION, 1, FetchResponseData.class);
      }
    } finally {
      for (RawClient client : waiting) {
        client.close();
      }
    }
  }

  @Test
  void whoNeverReadsItsAnswersIsNotReadFromAndTakesNoMemory() throws Exception {
    start(PATIENT);
    served.broker().createTopic("wide", TopicSettings.ofPartitions(300)).get();
    ByteBuffer frame = RawClient.frame(VERSION, all(), 1);
    ByteBuffer many = ByteBuffer.allocateDirect(2_000 * (4 + frame.remaining()));
    while (many.hasRemaining()) {
      many.putInt(frame.remaining()).put(frame.duplicate());
    }
    try (SocketChannel greedy = SocketChannel.open()) {
      greedy.setOption(StandardSocketOptions.SO_RCVBUF, 8 * 1024);
      greedy.setOption(StandardSocketOptions.SO_SNDBUF, 8 * 1024);
      greedy.connect(served.server().address());
      greedy.configureBlocking(false);
      long before = usedMemory();
      long sent = 0;
      int refusals = 0;
      // Refused again and again, with an answer to somebody else in between: nobody reads it.
      try (RawClient other = client()) {
        while (refusals < 20) {
          many.rewind();
          int taken = 1;
          while (taken > 0 && many.hasRemaining()) {
            taken = greedy.write(many);
            sent += taken;
          }
          refusals = taken == 0 ? refusals + 1 : 0;
          assertThat(topics(other)).contains("wide");
        }
      }
      assertThat(sent).as("bytes that were taken").isLessThan(32 << 20);
      assertThat(usedMemory() - before).as("bytes that it costs").isLessThan(48 << 20);
    }
    awaitConnections(0);
  }

  @Test
  void whoNeverReadsWhatItFetchesCostsOthersNothing() throws Exception {
    start(PATIENT);
    List<RawClient> greedy = new ArrayList<>();
    try (RawClient other = client()) {
      for (int i = 0; i < 8; i++) {
        produce(other, new byte[900_000]);
      }
      for (int i = 0; i < 10; i++) {
        RawClient client = client();
        greedy.add(client);
        for (int n = 0; n < 20; n++) {
          client.send(VERSION, fetch(0));
        }
      }
      for (int i = 0; i < 20; i++) {
        FetchResponseData fetched = other.ask(VERSION, fetch(0), FetchResponseData.class);
        assertThat(fetched.responses().get(0).partitions().get(0).records().sizeInBytes())
            .isPositive();
      }
      for (int n = 1; n <= 20; n++) {
        greedy.get(0).receive(ApiKeys.FETCH, VERSION, n, FetchResponseData.class);
      }
    } finally {
      for (RawClient client : greedy) {
        client.close();
      }
    }
  }

  @Test
  void moreConnectionsOfOneAddressThanAllowedAreClosedAndSaid() throws Exception {
    start(PATIENT.withMaxConnections(100, 2));
    InetSocketAddress server = served.server().address();
    try (RawClient first = client();
        RawClient second = client()) {
      topics(first);
      topics(second);
      try (RawClient third = client();
          Socket elsewhere =
              new Socket(
                  server.getAddress(), server.getPort(), InetAddress.getByName("127.0.0.2"), 0)) {
        assertThat(third.isClosedByServer()).isTrue();
        ByteBuffer frame = RawClient.frame(VERSION, all(), 1);
        elsewhere.getOutputStream().write(ByteBuffer.allocate(4).putInt(frame.remaining()).array());
        elsewhere.getOutputStream().write(frame.array(), 0, frame.remaining());
        assertThat(elsewhere.getInputStream().read()).isZero();
      }
      assertThat(log.with("WARN", "from /127.0.0.1:", "max.connections.per.ip")).hasSize(1);
      topics(first);
    }
    awaitConnections(0);
  }

  @Test
  void whatWasBegunIsAnsweredWhenTheServerStops() throws Exception {
    start(PATIENT);
    try (RawClient waiting = client();
        RawClient other = client()) {
      waiting.send(VERSION, fetch(60_000));
      waiting.send(VERSION, all());
      topics(other);

      CompletableFuture<Void> stopped = CompletableFuture.runAsync(served.server()::close);

      FetchResponseData fetched =
          waiting.receive(ApiKeys.FETCH, VERSION, 1, FetchResponseData.class);
      assertThat(Errors.forCode(fetched.errorCode())).isEqualTo(Errors.REQUEST_TIMED_OUT);
      waiting.receive(ApiKeys.METADATA, VERSION, 2, MetadataResponseData.class);
      assertThat(waiting.isClosedByServer()).isTrue();
      assertThat(other.isClosedByServer()).isTrue();
      stopped.join();
    }
    restart();
  }

  @Test
  void whatWasAcknowledgedWhileTheServerStoppedIsThere() throws Exception {
    start(PATIENT);
    int acknowledged = 0;
    try (RawClient producer = client()) {
      produce(producer);
      CompletableFuture<Void> stopped = null;
      for (int i = 0; i < 200; i++) {
        producer.send(VERSION, produceRequest(new byte[100]));
        if (i == 100) {
          stopped = CompletableFuture.runAsync(served.server()::close);
        }
      }
      for (Optional<ByteBuffer> answer = producer.receiveFrame();
          answer.isPresent();
          answer = producer.receiveFrame()) {
        acknowledged++;
      }
      stopped.join();
    } catch (IOException closedWhileSending) {
      assertThat(closedWhileSending).isInstanceOf(java.net.SocketException.class);
    }
    restart();
    assertThat(served.broker().views("orders").get(0).offsets().writtenEnd())
        .isGreaterThanOrEqualTo(1 + acknowledged);
  }

  private void start(ConnectionSettings settings) throws Exception {
    served =
        ServedBroker.on(
            directory,
            BrokerSettings.defaults(1),
            ServerSettings.defaults().withConnections(settings));
    served.broker().createTopic("orders", TopicSettings.ofPartitions(1)).get();
  }

  private void restart() throws Exception {
    served.close();
    served = ServedBroker.on(directory);
  }

  private RawClient client() throws IOException {
    return new RawClient(served.server().address());
  }

  private void awaitConnections(int count) {
    while (served.server().connections() > count) {
      Thread.onSpinWait();
    }
  }

  private static long usedMemory() {
    System.gc();
    long direct =
        ManagementFactory.getPlatformMXBeans(java.lang.management.BufferPoolMXBean.class).stream()
            .mapToLong(pool -> pool.getName().equals("direct") ? pool.getMemoryUsed() : 0)
            .sum();
    return direct + ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  private static byte[] burst(ApiMessage first, IntStream topics) {
    List<ByteBuffer> frames = new ArrayList<>();
    frames.add(RawClient.frame(VERSION, first, 0));
    topics.forEach(i -> frames.add(RawClient.frame((short) 7, creation("eager-" + i), i + 1)));
    ByteBuffer all =
        ByteBuffer.allocate(frames.stream().mapToInt(each -> 4 + each.remaining()).sum());
    frames.forEach(each -> all.putInt(each.remaining()).put(each));
    return all.array();
  }

  private static List<String> topics(RawClient client) throws IOException {
    return client.ask(VERSION, all(), MetadataResponseData.class).topics().stream()
        .map(topic -> topic.name())
        .toList();
  }

  private static void create(RawClient client, String topic) throws IOException {
    client.ask((short) 7, creation(topic), CreateTopicsResponseData.class);
  }

  private static Errors produce(RawClient client, byte... value) throws IOException {
    return Errors.forCode(
        client
            .ask(VERSION, produceRequest(value), ProduceResponseData.class)
            .responses()
            .iterator()
            .next()
            .partitionResponses()
            .get(0)
            .errorCode());
  }

  private static MetadataRequestData all() {
    return new MetadataRequestData().setTopics(null);
  }

  private static CreateTopicsRequestData creation(String topic) {
    CreateTopicsRequestData request = new CreateTopicsRequestData();
    request
        .topics()
        .add(
            new CreatableTopic()
                .setName(topic)
                .setNumPartitions(1)
                .setReplicationFactor((short) 1));
    return request;
  }

  private static ProduceRequestData produceRequest(byte... value) {
    ProduceRequestData request = new ProduceRequestData().setAcks((short) -1);
    MemoryRecords records = MemoryRecords.withRecords(Compression.NONE, new SimpleRecord(value));
    request
        .topicData()
        .add(
            new TopicProduceData()
                .setName("orders")
                .setPartitionData(List.of(new PartitionProduceData().setRecords(records))));
    return request;
  }

  private static FetchRequestData fetch(int maxWaitMillis) {
    return new FetchRequestData()
        .setReplicaId(-1)
        .setMaxWaitMs(maxWaitMillis)
        .setMinBytes(1)
        .setMaxBytes(8 << 20)
        .setSessionEpoch(-1)
        .setTopics(
            List.of(
                new FetchTopic()
                    .setTopic("orders")
                    .setPartitions(List.of(new FetchPartition().setPartitionMaxBytes(8 << 20)))));
  }
}
