package dev.waybill.broker.group.classic;

import dev.waybill.broker.topic.TopicPartition;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What consumers say to each other through a group of the classic protocol. To the group it is
 * opaque; it is read here for operators only, and for what must not be pulled from under members.
 *
 * <pre>
 *   subscription  version i16 · count i32 · count × topic · more, by version
 *   assignment    version i16 · count i32 · count × (topic · count i32 · count × partition i32) · more
 *   topic         bytes i16 · UTF-8
 * </pre>
 *
 * <p>Big-endian, after Kafka's ConsumerProtocolSubscription and ConsumerProtocolAssignment, which
 * begin like this in all versions.
 */
public final class ConsumerBytes {
  /** What a member's protocol type is when it says these. */
  public static final String PROTOCOL_TYPE = "consumer";

  private ConsumerBytes() {}

  /** The topics of a subscription; empty when the bytes are something else. */
  public static Optional<SortedSet<String>> topics(Opaque subscription) {
    try {
      ByteBuffer in = begin(subscription);
      SortedSet<String> topics = new TreeSet<>();
      for (int left = in.getInt(); left > 0; left--) {
        topics.add(text(in));
      }
      return Optional.of(Collections.unmodifiableSortedSet(topics));
    } catch (BufferUnderflowException | IllegalArgumentException notOurs) {
      return Optional.empty();
    }
  }

  /** The partitions of an assignment; empty when the bytes are something else. */
  public static Optional<SortedSet<TopicPartition>> partitions(Opaque assignment) {
    try {
      ByteBuffer in = begin(assignment);
      SortedSet<TopicPartition> partitions = new TreeSet<>();
      for (int topics = in.getInt(); topics > 0; topics--) {
        String topic = text(in);
        for (int left = in.getInt(); left > 0; left--) {
          partitions.add(new TopicPartition(topic, in.getInt()));
        }
      }
      return Optional.of(Collections.unmodifiableSortedSet(partitions));
    } catch (BufferUnderflowException | IllegalArgumentException notOurs) {
      return Optional.empty();
    }
  }

  private static ByteBuffer begin(Opaque bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes.toByteArray());
    short version = in.getShort();
    if (version < 0) {
      throw new IllegalArgumentException("version=" + version);
    }
    return in;
  }

  /** Every element takes bytes that must be there: a count that lies ends soon. */
  private static String text(ByteBuffer in) {
    int length = in.getShort();
    if (length <= 0 || length > in.remaining()) {
      throw new IllegalArgumentException("length=" + length);
    }
    byte[] bytes = new byte[length];
    in.get(bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
