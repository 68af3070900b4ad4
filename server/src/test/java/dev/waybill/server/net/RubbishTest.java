package dev.waybill.server.net;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.broker.core.BrokerSettings;
import dev.waybill.broker.topic.TopicSettings;
import dev.waybill.server.RawClient;
import dev.waybill.server.ServedBroker;
import dev.waybill.server.ServerSettings;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.kafka.common.message.ApiVersionsRequestData;
import org.apache.kafka.common.message.ApiVersionsResponseData;
import org.apache.kafka.common.message.MetadataRequestData;
import org.apache.kafka.common.message.MetadataResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bytes that are no request close their own connection and disturb nobody. */
class RubbishTest {
  private static final ConnectionSettings STRICT =
      ConnectionSettings.DEFAULTS
          .withMaxRequestBytes(1 << 20)
          .withMaxConnections(8, 8)
          .withTimeouts(Duration.ofMinutes(1), Duration.ofMillis(300), Duration.ofSeconds(1));

  @TempDir Path directory;

  private ServedBroker served;

  @BeforeEach
  void start() throws Exception {
    served =
        ServedBroker.on(
            directory,
            BrokerSettings.defaults(1),
            ServerSettings.defaults().withConnections(STRICT));
    served.broker().createTopic("orders", TopicSettings.ofPartitions(1)).get();
  }

  @AfterEach
  void othersAreStillServed() throws Exception {
    try (RawClient client = client()) {
      assertThat(metadata(client).topics().find("orders").errorCode()).isZero();
    } finally {
      served.close();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, Integer.MIN_VALUE, Integer.MAX_VALUE, (1 << 20) + 1, 0, 1, 3})
  void lengthsThatCannotBeAreTheEnd(int length) throws Exception {
    try (RawClient client = client()) {
      client.sendBytes(
          ByteBuffer.allocate(4 + Math.max(0, Math.min(length, 8))).putInt(length).array());

      assertThat(client.isClosedByServer()).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET / HTTP/1.1\r\n\r\n", "\u0016\u0003\u0001\u0002\u0000\u0001\u0000"})
  void otherProtocolsAreTurnedAway(String bytes) throws Exception {
    try (RawClient client = client()) {
      client.sendBytes(bytes.getBytes(ISO_8859_1));

      assertThat(client.isClosedByServer()).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(shorts = {-1, 4, 71, 999, Short.MAX_VALUE})
  void unknownKeysAreTurnedAway(short key) throws Exception {
    try (RawClient client = client()) {
      client.sendFrame(ByteBuffer.allocate(14).putShort(key).putShort((short) 0).rewind());

      assertThat(client.isClosedByServer()).isTrue();
    }
  }

  @Test
  void versionsThatDoNotExistAreTurnedAway() throws Exception {
    for (short version : new short[] {-1, 14, 99, Short.MAX_VALUE}) {
      try (RawClient client = client()) {
        client.sendFrame(ByteBuffer.allocate(14).putShort((short) 3).putShort(version).rewind());

        assertThat(client.isClosedByServer()).as("Metadata version %s", version).isTrue();
      }
    }
  }

  @Test
  void aNewerApiVersionsLearnsWhatIsSpoken() throws Exception {
    ByteBuffer newer =
        RawClient.frame(
            (short) 4,
            new ApiVersionsRequestData()
                .setClientSoftwareName("future")
                .setClientSoftwareVersion("1"),
            1);
    newer.putShort(2, (short) 99);
    try (RawClient client = client()) {
      client.sendFrame(newer);

      ApiVersionsResponseData answer =
          client.receive(ApiKeys.API_VERSIONS, (short) 0, 1, ApiVersionsResponseData.class);
      assertThat(answer.errorCode()).isEqualTo(Errors.UNSUPPORTED_VERSION.code());
      assertThat(answer.apiKeys().find((short) 18)).isNotNull();
    }
  }

  @Test
  void everyTruncationOfARequestIsTheEndOfItsConnection() throws Exception {
    ByteBuffer whole = RawClient.frame((short) 12, orders(), 1);
    for (int length = 0; length < whole.remaining(); length++) {
      try (RawClient client = client()) {
        client.sendFrame(whole.duplicate().limit(whole.position() + length));

        assertThat(client.isClosedByServer()).as("the first %s bytes", length).isTrue();
      }
    }
  }

  @Test
  void countsLargerThanTheFrameMakeNothing() throws Exception {
    // Metadata version 0: header, then a count of topics that the frame has no room for.
    for (int count : new int[] {10, 1_000_000, Integer.MAX_VALUE}) {
      ByteBuffer frame = ByteBuffer.allocate(16);
      frame.putShort((short) 3).putShort((short) 0).putInt(7).putShort((short) -1).putInt(count);
      try (RawClient client = client()) {
        client.sendFrame(frame.flip());

        assertThat(client.isClosedByServer()).as("count %s", count).isTrue();
      }
    }
  }

  @Test
  void tooManyTinyElementsMakeNothing() throws Exception {
    // Each empty topic name is two bytes, and would become an object.
    int count = 400_000;
    ByteBuffer frame = ByteBuffer.allocate(14 + 2 * count);
    frame.putShort((short) 3).putShort((short) 0).putInt(7).putShort((short) -1).putInt(count);
    try (RawClient client = client()) {
      client.sendFrame(frame.rewind());

      assertThat(client.isClosedByServer()).isTrue();
    }
  }

  @Test
  void garbageIsTheEndOfItsConnection() throws Exception {
    Random random = new Random(42);
    for (int i = 0; i < 200; i++) {
      byte[] bytes = new byte[1 + random.nextInt(200)];
      random.nextBytes(bytes);
      ByteBuffer frame = ByteBuffer.wrap(bytes);
      try (RawClient client = client()) {
        client.sendFrame(frame);
        client.shutdownOutput();

        assertThat(client.isClosedByServer()).as("garbage %s of seed 42", i).isTrue();
      }
    }
  }

  @Test
  void whoNeverFinishesAFrameIsNotWaitedForForEver() throws Exception {
    try (RawClient client = client()) {
      client.sendBytes(new byte[] {0, 0, 1, 0, 0, 3});

      assertThat(client.isClosedByServer()).isTrue();
    }
  }

  @Test
  void moreConnectionsThanAllowedAreClosedAtOnce() throws Exception {
    List<Socket> open = new ArrayList<>();
    try {
      for (int i = 0; i < 8; i++) {
        Socket socket =
            new Socket(served.server().address().getAddress(), served.server().address().getPort());
        open.add(socket);
      }
      while (served.server().connections() < 8) {
        Thread.onSpinWait();
      }
      try (RawClient tooMany = client()) {
        assertThat(tooMany.isClosedByServer()).isTrue();
      }
    } finally {
      for (Socket socket : open) {
        socket.close();
      }
      while (served.server().connections() > 0) {
        Thread.onSpinWait();
      }
    }
  }

  private RawClient client() throws IOException {
    return new RawClient(served.server().address());
  }

  private static MetadataResponseData metadata(RawClient client) throws IOException {
    return client.ask((short) 12, orders(), MetadataResponseData.class);
  }

  private static MetadataRequestData orders() {
    return new MetadataRequestData()
        .setTopics(List.of(new MetadataRequestData.MetadataRequestTopic().setName("orders")));
  }
}
