package dev.waybill.compatibility.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.RecordBatch;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a dead server has sent from its files is still on its way, and may be no more than a
 * reference to the files' pages: what the next life does to the files must not show in it.
 */
@Timeout(120)
class UnreadAnswerTest {
  private static final String TOPIC = "unread";
  private static final int RECORDS = 200;
  private static final int RECORD_BYTES = 70;
  private static final int SOCKET_BYTES = 1 << 20;
  private static final int RESPONSE_HEAD_BYTES = 44;

  @TempDir Path directory;

  @Test
  void anAnswerThatIsReadAfterARestartIsAsItWasSent() throws Exception {
    try (Mortal server = Mortal.start(directory)) {
      try (Admin admin = Admin.create(Map.of("bootstrap.servers", server.bootstrap()))) {
        admin.createTopics(List.of(new NewTopic(TOPIC, 1, (short) 1))).all().get();
      }
      try (KafkaProducer<byte[], byte[]> producer = producer(server)) {
        // The journal learns what is durable ten times a second: not of the last of them.
        for (int i = 0; i < RECORDS; i++) {
          producer.send(new ProducerRecord<>(TOPIC, new byte[RECORD_BYTES])).get();
        }
        try (Socket unread = asking(server)) {
          while (unread.getInputStream().available() < RECORDS * RECORD_BYTES) {
            LockSupport.parkNanos(1_000_000);
          }
          server.kill();
          server.startAgain();

          assertThat(records(unread)).isEqualTo(RECORDS);
        }
      }
    }
  }

  private static KafkaProducer<byte[], byte[]> producer(Mortal server) {
    Map<String, Object> settings = Map.of("bootstrap.servers", server.bootstrap(), "acks", "all");
    return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
  }

  /** A connection with a request for all of the topic, which does not read the answer. */
  private static Socket asking(Mortal server) throws IOException {
    String[] hostAndPort = server.bootstrap().split(":", 2);
    Socket socket = new Socket();
    socket.setReceiveBufferSize(SOCKET_BYTES);
    socket.connect(new InetSocketAddress(hostAndPort[0], Integer.parseInt(hostAndPort[1])));
    byte[] name = TOPIC.getBytes(StandardCharsets.UTF_8);
    ByteBuffer fetch = ByteBuffer.allocate(57 + name.length);
    fetch.putInt(fetch.capacity() - Integer.BYTES);
    fetch.putShort((short) 1).putShort((short) 4).putInt(7).putShort((short) -1);
    fetch.putInt(-1).putInt(10_000).putInt(1).putInt(SOCKET_BYTES).put((byte) 0);
    fetch.putInt(1).putShort((short) name.length).put(name);
    fetch.putInt(1).putInt(0).putLong(0).putInt(SOCKET_BYTES);
    assertThat(fetch.hasRemaining()).isFalse();
    socket.getOutputStream().write(fetch.array());
    return socket;
  }

  /** How many records came, all in sound batches. */
  private static int records(Socket socket) throws IOException {
    DataInputStream in = new DataInputStream(socket.getInputStream());
    byte[] answer = new byte[in.readInt()];
    in.readFully(answer);
    // The records of the only partition are last.
    int head = RESPONSE_HEAD_BYTES + TOPIC.length();
    ByteBuffer bytes = ByteBuffer.wrap(answer, head, answer.length - head);
    assertThat(bytes.getInt()).isEqualTo(bytes.remaining());
    int records = 0;
    for (RecordBatch batch : MemoryRecords.readableRecords(bytes.slice()).batches()) {
      batch.ensureValid();
      records += batch.countOrNull();
    }
    return records;
  }
}
