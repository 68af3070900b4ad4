package dev.waybill.broker.journal;

import dev.waybill.broker.group.GroupRecordCodec;
import dev.waybill.broker.journal.JournalRecord.DurableMarks;
import dev.waybill.broker.journal.JournalRecord.Mark;
import dev.waybill.broker.journal.JournalRecord.MessagesDeleted;
import dev.waybill.broker.journal.JournalRecord.OfGroup;
import dev.waybill.broker.journal.JournalRecord.OfProducer;
import dev.waybill.broker.journal.JournalRecord.TopicAltered;
import dev.waybill.broker.journal.JournalRecord.TopicCreated;
import dev.waybill.broker.journal.JournalRecord.TopicDeleted;
import dev.waybill.broker.journal.JournalRecord.TopicPurged;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * Journal records as bytes (big-endian; text as {@link DataOutputStream#writeUTF}).
 *
 * <pre>
 * | kind u8 | body |
 *
 *  1 TopicCreated   | id 2*i64 | name utf | settings without a version |
 *  2 TopicAltered   | id 2*i64 | settings without a version |
 *  3 TopicDeleted   | id 2*i64 |
 *  4 TopicPurged    | id 2*i64 |
 *  5 OfProducer     | {@link ProducerRecordCodec} |
 *  6 OfGroup        | {@link GroupRecordCodec} |
 *  7 DurableMarks   | count i32 | { id 2*i64 | partition i32 | end i64 } ... |
 *  8 TopicCreated   | id 2*i64 | name utf | settings |
 *  9 TopicAltered   | id 2*i64 | settings |
 * 10 MessagesDeleted | id 2*i64 | partition i32 | before i64 |
 *
 *  settings: {@link TopicSettingsCodec}
 * </pre>
 *
 * <p>A kind is never given a new meaning: a changed body is a new kind. 1 and 2 are read, and
 * written no more.
 */
public final class JournalCodec {
  private static final byte OLD_TOPIC_CREATED = 1;
  private static final byte OLD_TOPIC_ALTERED = 2;
  private static final byte TOPIC_DELETED = 3;
  private static final byte TOPIC_PURGED = 4;
  private static final byte OF_PRODUCER = 5;
  private static final byte OF_GROUP = 6;
  private static final byte DURABLE_MARKS = 7;
  private static final byte TOPIC_CREATED = 8;
  private static final byte TOPIC_ALTERED = 9;
  private static final byte MESSAGES_DELETED = 10;
  private static final byte LAST_KIND = MESSAGES_DELETED;
  private static final int TYPICAL_BYTES = 64;

  private JournalCodec() {}

  public static byte[] encode(JournalRecord record) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(TYPICAL_BYTES);
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      write(record, out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /**
   * @throws IOException when the bytes are no record of this version
   */
  public static JournalRecord decode(byte[] bytes) throws IOException {
    try {
      return read(new DataInputStream(new ByteArrayInputStream(bytes)));
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new IOException(
          "Damaged journal record of " + bytes.length + " bytes: " + e.getMessage() + ".", e);
    }
  }

  private static JournalRecord read(DataInputStream in) throws IOException {
    byte kind = in.readByte();
    return switch (kind) {
      case TOPIC_CREATED -> new TopicCreated(readId(in), in.readUTF(), TopicSettingsCodec.read(in));
      case TOPIC_ALTERED -> new TopicAltered(readId(in), TopicSettingsCodec.read(in));
      case OLD_TOPIC_CREATED ->
          new TopicCreated(readId(in), in.readUTF(), TopicSettingsCodec.readUnversioned(in));
      case OLD_TOPIC_ALTERED ->
          new TopicAltered(readId(in), TopicSettingsCodec.readUnversioned(in));
      case TOPIC_DELETED -> new TopicDeleted(readId(in));
      case TOPIC_PURGED -> new TopicPurged(readId(in));
      case OF_PRODUCER -> new OfProducer(ProducerRecordCodec.read(in));
      case OF_GROUP -> new OfGroup(GroupRecordCodec.decode(ByteBuffer.wrap(in.readAllBytes())));
      case DURABLE_MARKS -> readMarks(in);
      case MESSAGES_DELETED -> new MessagesDeleted(readId(in), in.readInt(), in.readLong());
      default ->
          throw new IOException(
              "Unknown journal record: expected a kind from 1 to "
                  + LAST_KIND
                  + ", found "
                  + kind
                  + ". The journal was written by a newer version; open it with that one.");
    };
  }

  private static void write(JournalRecord record, DataOutputStream out) throws IOException {
    if (record instanceof TopicCreated created) {
      out.writeByte(TOPIC_CREATED);
      writeId(created.id(), out);
      out.writeUTF(created.name());
      TopicSettingsCodec.write(created.settings(), out);
    } else if (record instanceof TopicAltered altered) {
      out.writeByte(TOPIC_ALTERED);
      writeId(altered.id(), out);
      TopicSettingsCodec.write(altered.settings(), out);
    } else if (record instanceof TopicDeleted deleted) {
      out.writeByte(TOPIC_DELETED);
      writeId(deleted.id(), out);
    } else if (record instanceof TopicPurged purged) {
      out.writeByte(TOPIC_PURGED);
      writeId(purged.id(), out);
    } else if (record instanceof OfProducer producer) {
      out.writeByte(OF_PRODUCER);
      ProducerRecordCodec.write(producer.record(), out);
    } else if (record instanceof OfGroup group) {
      out.writeByte(OF_GROUP);
      out.write(GroupRecordCodec.encode(group.record()));
    } else if (record instanceof DurableMarks marks) {
      out.writeByte(DURABLE_MARKS);
      writeMarks(marks, out);
    } else if (record instanceof MessagesDeleted deleted) {
      out.writeByte(MESSAGES_DELETED);
      writeId(deleted.topicId(), out);
      out.writeInt(deleted.partition());
      out.writeLong(deleted.before());
    }
  }

  private static void writeMarks(DurableMarks marks, DataOutputStream out) throws IOException {
    out.writeInt(marks.marks().size());
    for (Mark mark : marks.marks()) {
      writeId(mark.topicId(), out);
      out.writeInt(mark.partition());
      out.writeLong(mark.end());
    }
  }

  private static DurableMarks readMarks(DataInputStream in) throws IOException {
    int count = in.readInt();
    List<Mark> marks = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      marks.add(new Mark(readId(in), in.readInt(), in.readLong()));
    }
    return new DurableMarks(marks);
  }

  private static void writeId(UUID id, DataOutputStream out) throws IOException {
    out.writeLong(id.getMostSignificantBits());
    out.writeLong(id.getLeastSignificantBits());
  }

  private static UUID readId(DataInputStream in) throws IOException {
    return new UUID(in.readLong(), in.readLong());
  }
}
