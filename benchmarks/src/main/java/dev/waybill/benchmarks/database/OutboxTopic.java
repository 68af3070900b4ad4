package dev.waybill.benchmarks.database;

import dev.waybill.Topic;
import dev.waybill.codec.Codecs;
import java.nio.ByteBuffer;

/** Messages of 100 bytes that begin with their number, of a thousand keys. */
final class OutboxTopic {

  static final Topic<byte[]> TOPIC =
      Topic.named("outbox")
          .of(Codecs.bytes())
          .key(message -> Integer.toString(number(message) % 1_000))
          .partitions(4);

  private static final int BYTES = 100;

  private OutboxTopic() {}

  static byte[] message(int number) {
    return ByteBuffer.allocate(BYTES).putInt(number).array();
  }

  static int number(byte[] message) {
    return ByteBuffer.wrap(message).getInt();
  }

  static long bytes(long messages) {
    return messages * BYTES;
  }
}
