package dev.waybill.server.net;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.broker.topic.TopicSettings;
import dev.waybill.server.LogLines;
import dev.waybill.server.RawClient;
import dev.waybill.server.SampleFrame;
import dev.waybill.server.SampleFrame.Claim;
import dev.waybill.server.ServedBroker;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.message.ApiVersionsRequestData;
import org.apache.kafka.common.message.ApiVersionsResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/**
 * Frames that are almost requests, in the oldest and the newest version of every key that is
 * advertised. Whatever they do to their own connection, what was acknowledged before is there
 * afterwards.
 */
@Isolated("It reads the log.")
class BadFramesTest {
  private static final String ACKNOWLEDGED = "acknowledged before";

  @TempDir Path directory;

  private ServedBroker served;
  private LogLines log;

  @BeforeEach
  void start() throws Exception {
    log = new LogLines();
    served = ServedBroker.on(directory);
    served.broker().createTopic("orders", TopicSettings.ofPartitions(1)).get();
    // The samples' own name, so that they come as far as handlers do.
    served.broker().createTopic("a", TopicSettings.ofPartitions(1)).get();
    try (KafkaProducer<String, String> producer = served.producer(Map.of("acks", "all"))) {
      producer.send(new ProducerRecord<>("orders", ACKNOWLEDGED)).get();
    }
  }

  @AfterEach
  void nothingIsLostAndNothingIsADefect() {
    try (KafkaConsumer<String, String> consumer = served.consumer(Map.of())) {
      TopicPartition partition = new TopicPartition("orders", 0);
      consumer.assign(List.of(partition));
      List<String> values = new ArrayList<>();
      while (values.isEmpty()) {
        consumer.poll(Duration.ofSeconds(1)).forEach(each -> values.add(each.value()));
      }
      assertThat(values).containsExactly(ACKNOWLEDGED);
    } finally {
      served.close();
      log.close();
    }
    assertThat(log.with("defect")).isEmpty();
    assertThat(log.with("LEAK")).isEmpty();
  }

  @Test
  void whatIsCutOffIsTheEndOfItsConnectionAndSaidOnce() throws Exception {
    int sent = 0;
    for (ApiKeys key : advertised()) {
      for (short version : oldestAndNewest(key)) {
        ByteBuffer whole = SampleFrame.of(key, version).bytes();
        for (int length = 0; length < whole.limit(); length++) {
          try (RawClient client = client()) {
            client.sendFrame(whole.duplicate().limit(length));

            assertThat(client.isClosedByServer())
                .as("the first %s bytes of %s version %s", length, key, version)
                .isTrue();
            sent++;
          }
        }
      }
    }
    assertThat(log.with("WARN", "Closed the connection of /127.0.0.1:")).hasSize(sent);
  }

  @Test
  void lengthsBeyondTheEndAreTheEndOfTheirConnection() throws Exception {
    for (ApiKeys key : advertised()) {
      for (short version : oldestAndNewest(key)) {
        SampleFrame sample = SampleFrame.of(key, version);
        for (Claim claim : sample.claims()) {
          for (int lie : new int[] {sample.rest(claim) + 1, Integer.MAX_VALUE}) {
            try (RawClient client = client()) {
              client.sendFrame(sample.with(claim, lie));

              assertThat(client.isClosedByServer())
                  .as("%s version %s, %s as %s", key, version, claim, lie)
                  .isTrue();
            }
          }
        }
      }
    }
  }

  @Test
  void lengthsOfNothingAreAnsweredOrTheEndOfTheirConnection() throws Exception {
    for (ApiKeys key : advertised()) {
      for (short version : oldestAndNewest(key)) {
        SampleFrame sample = SampleFrame.of(key, version);
        for (Claim claim : sample.claims()) {
          for (int lie : new int[] {-1, 0}) {
            isAnsweredOrClosed(sample.with(claim, lie));
          }
        }
      }
    }
  }

  @Test
  void bitsThatFlipAreAnsweredOrTheEndOfTheirConnection() throws Exception {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    Set<ApiKeys> keySet = advertised();
    // They do as they are told: thousands of partitions take their time.
    keySet.removeAll(Set.of(ApiKeys.CREATE_TOPICS, ApiKeys.CREATE_PARTITIONS));
    List<ApiKeys> keys = List.copyOf(keySet);
    for (int i = 0; i < 1_500; i++) {
      ApiKeys key = keys.get(random.nextInt(keys.size()));
      int versions = key.latestVersion() - key.oldestVersion() + 1;
      short version = (short) (key.oldestVersion() + random.nextInt(versions));
      ByteBuffer frame = SampleFrame.of(key, version).bytes();
      for (int flips = 1 + random.nextInt(4); flips > 0; flips--) {
        int at = 8 + random.nextInt(frame.limit() - 8);
        frame.put(at, (byte) (frame.get(at) ^ 1 << random.nextInt(8)));
      }
      try {
        isAnsweredOrClosed(frame);
      } catch (IOException | AssertionError e) {
        throw new AssertionError(key + " version " + version + ", seed " + seed, e);
      }
    }
  }

  /** Either comes, or the client's patience ends with an exception. */
  private void isAnsweredOrClosed(ByteBuffer frame) throws IOException {
    try (RawClient client = client()) {
      client.sendFrame(frame);
      // A produce request may be one that has no answer; this one has.
      client.sendUntilClosed(RawClient.withLength(RawClient.frame((short) 3, software(), 2)));
      client.receiveFrame().ifPresent(answer -> assertThat(answer.getInt(0)).isBetween(1, 2));
    }
  }

  private Set<ApiKeys> advertised() throws IOException {
    Set<ApiKeys> keys = new LinkedHashSet<>();
    try (RawClient client = client()) {
      client
          .ask((short) 3, software(), ApiVersionsResponseData.class)
          .apiKeys()
          .forEach(each -> keys.add(ApiKeys.forId(each.apiKey())));
    }
    return keys;
  }

  private static ApiVersionsRequestData software() {
    return new ApiVersionsRequestData().setClientSoftwareName("raw").setClientSoftwareVersion("1");
  }

  private static List<Short> oldestAndNewest(ApiKeys key) {
    return key.oldestVersion() == key.latestVersion()
        ? List.of(key.latestVersion())
        : List.of(key.oldestVersion(), key.latestVersion());
  }

  private RawClient client() throws IOException {
    return new RawClient(served.server().address());
  }
}
