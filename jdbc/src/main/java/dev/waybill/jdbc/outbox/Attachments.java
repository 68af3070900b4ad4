package dev.waybill.jdbc.outbox;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.waybill.admin.TopicSettings;
import dev.waybill.message.Header;
import dev.waybill.message.Headers;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a row carries besides key and value.
 *
 * <pre>
 *   u8   version, 1
 *   u8   1: settings follow, 0: none
 *   [ i32 partitions · i64 retention in ms · i64 retention in bytes · i32 segment bytes
 *     · i32 largest message ]
 *   i32  number of headers
 *   per header: i32 length, name in UTF-8 · i32 length, value
 * </pre>
 *
 * <p>Numbers are big-endian. Neither headers nor settings: the column is NULL.
 *
 * @param headers the message's, the id of its topic included
 * @param createTopicWith what to create the topic with, unless it exists
 */
record Attachments(Headers headers, Optional<TopicSettings> createTopicWith) {

  private static final int VERSION = 1;

  private static final Attachments NONE = new Attachments(Headers.empty(), Optional.empty());

  byte @Nullable [] encode() {
    if (headers.isEmpty() && createTopicWith.isEmpty()) {
      return null;
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeByte(VERSION);
      out.writeByte(createTopicWith.isPresent() ? 1 : 0);
      if (createTopicWith.isPresent()) {
        TopicSettings settings = createTopicWith.get();
        out.writeInt(settings.partitions());
        out.writeLong(settings.retentionTime().toMillis());
        out.writeLong(settings.retentionBytes());
        out.writeInt(settings.segmentBytes());
        out.writeInt(settings.maxMessageBytes());
      }
      out.writeInt(headers.asList().size());
      for (Header header : headers) {
        byte[] name = header.name().getBytes(UTF_8);
        out.writeInt(name.length);
        out.write(name);
        out.writeInt(header.value().length);
        out.write(header.value());
      }
    } catch (IOException e) {
      throw new IllegalStateException("writing to memory failed", e);
    }
    return bytes.toByteArray();
  }

  /**
   * @throws IllegalArgumentException not written by {@link #encode} of a version known here
   */
  static Attachments decode(byte @Nullable [] bytes) {
    if (bytes == null) {
      return NONE;
    }
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      int version = in.readUnsignedByte();
      if (version != VERSION) {
        throw new IllegalArgumentException(
            "headers of an outbox row: expected version " + VERSION + ", found " + version);
      }
      Optional<TopicSettings> settings =
          in.readUnsignedByte() == 0
              ? Optional.empty()
              : Optional.of(
                  new TopicSettings(
                      in.readInt(),
                      Duration.ofMillis(in.readLong()),
                      in.readLong(),
                      in.readInt(),
                      in.readInt()));
      int count = in.readInt();
      List<Header> headers = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        headers.add(
            new Header(new String(exactly(in, in.readInt()), UTF_8), exactly(in, in.readInt())));
      }
      return new Attachments(Headers.of(headers), settings);
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "headers of an outbox row: expected more than the " + bytes.length + " bytes found", e);
    }
  }

  private static byte[] exactly(DataInputStream in, int length) throws IOException {
    if (length < 0 || length > in.available()) {
      throw new IOException("expected " + length + " bytes, found " + in.available());
    }
    return in.readNBytes(length);
  }
}
