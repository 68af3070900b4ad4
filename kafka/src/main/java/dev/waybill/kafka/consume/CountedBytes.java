package dev.waybill.kafka.consume;

import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/**
 * Keys and values as they are, counted while a poll reads them. The polling thread's.
 *
 * <p>Kafka bounds what it fetches by its packed size; this is what it was unpacked to.
 */
final class CountedBytes extends ByteArrayDeserializer {

  private long bytes;

  @Override
  public byte @Nullable [] deserialize(String topic, byte @Nullable [] data) {
    if (data != null) {
      bytes += data.length;
    }
    return data;
  }

  /** Bytes since the last time this was asked. */
  long take() {
    long taken = bytes;
    bytes = 0;
    return taken;
  }
}
