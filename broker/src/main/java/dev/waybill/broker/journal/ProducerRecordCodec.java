package dev.waybill.broker.journal;

import dev.waybill.broker.producer.ProducerIdentity;
import dev.waybill.broker.transaction.ProducerRecord;
import dev.waybill.broker.transaction.ProducerRecord.Bound;
import dev.waybill.broker.transaction.ProducerRecord.IdIssued;
import dev.waybill.broker.transaction.ProducerRecord.SessionBegun;
import dev.waybill.broker.transaction.ProducerRecord.SessionContinued;
import dev.waybill.broker.transaction.ProducerRecord.SessionExpired;
import dev.waybill.broker.transaction.ProducerRecord.TransactionBegun;
import dev.waybill.broker.transaction.ProducerRecord.TransactionCompleted;
import dev.waybill.broker.transaction.ProducerRecord.TransactionEnded;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * Facts about producers as bytes (big-endian).
 *
 * <pre>
 * | kind u8 | body |
 *
 *  1 IdIssued               | producerId i64 |
 *  2 SessionBegun           | transactionalId utf | identity | timeoutMillis i64 |
 *  3 TransactionEnded       | by identity | next identity | flags u8: 1 commit, 2 answerable |
 *  4 TransactionCompleted   | by identity |
 *  5 TransactionEnded       | by identity, the next one too | flags u8 as above
 *                           | count i32 | { topicId 2*i64 | partition i32 | end i64 } ... |
 *  6 SessionContinued       | transactionalId utf | from identity | identity | timeoutMillis i64 |
 *  7 TransactionBegun       | by identity |
 *  8 SessionExpired         | transactionalId utf |
 *
 *  identity = | producerId i64 | epoch i16 |
 * </pre>
 */
final class ProducerRecordCodec {
  private static final byte ID_ISSUED = 1;
  private static final byte SESSION_BEGUN = 2;
  private static final byte TRANSACTION_ENDED = 3;
  private static final byte TRANSACTION_COMPLETED = 4;
  private static final byte TRANSACTION_ENDED_KEEPING_EPOCH = 5;
  private static final byte SESSION_CONTINUED = 6;
  private static final byte TRANSACTION_BEGUN = 7;
  private static final byte SESSION_EXPIRED = 8;
  private static final int COMMIT = 1;
  private static final int ANSWERABLE = 2;

  private ProducerRecordCodec() {}

  static void write(ProducerRecord record, DataOutput out) throws IOException {
    if (record instanceof IdIssued issued) {
      out.writeByte(ID_ISSUED);
      out.writeLong(issued.producerId());
    } else if (record instanceof SessionBegun begun) {
      out.writeByte(SESSION_BEGUN);
      out.writeUTF(begun.transactionalId());
      writeIdentity(begun.identity(), out);
      out.writeLong(begun.timeoutMillis());
    } else if (record instanceof SessionContinued continued) {
      out.writeByte(SESSION_CONTINUED);
      out.writeUTF(continued.transactionalId());
      writeIdentity(continued.from(), out);
      writeIdentity(continued.identity(), out);
      out.writeLong(continued.timeoutMillis());
    } else if (record instanceof TransactionBegun begun) {
      out.writeByte(TRANSACTION_BEGUN);
      writeIdentity(begun.by(), out);
    } else if (record instanceof TransactionEnded ended) {
      writeEnd(ended, out);
    } else if (record instanceof TransactionCompleted completed) {
      out.writeByte(TRANSACTION_COMPLETED);
      writeIdentity(completed.by(), out);
    } else if (record instanceof SessionExpired expired) {
      out.writeByte(SESSION_EXPIRED);
      out.writeUTF(expired.transactionalId());
    }
  }

  private static void writeEnd(TransactionEnded ended, DataOutput out) throws IOException {
    int flags = (ended.commit() ? COMMIT : 0) | (ended.answerable() ? ANSWERABLE : 0);
    out.writeByte(ended.keepsEpoch() ? TRANSACTION_ENDED_KEEPING_EPOCH : TRANSACTION_ENDED);
    writeIdentity(ended.by(), out);
    if (!ended.keepsEpoch()) {
      writeIdentity(ended.next(), out);
      out.writeByte(flags);
      return;
    }
    out.writeByte(flags);
    out.writeInt(ended.bounds().size());
    for (Bound bound : ended.bounds()) {
      out.writeLong(bound.topicId().getMostSignificantBits());
      out.writeLong(bound.topicId().getLeastSignificantBits());
      out.writeInt(bound.partition());
      out.writeLong(bound.end());
    }
  }

  static ProducerRecord read(DataInput in) throws IOException {
    byte kind = in.readByte();
    return switch (kind) {
      case ID_ISSUED -> new IdIssued(in.readLong());
      case SESSION_BEGUN -> new SessionBegun(in.readUTF(), readIdentity(in), in.readLong());
      case TRANSACTION_ENDED -> {
        ProducerIdentity by = readIdentity(in);
        ProducerIdentity next = readIdentity(in);
        int flags = in.readByte();
        yield new TransactionEnded(by, (flags & COMMIT) != 0, next, (flags & ANSWERABLE) != 0);
      }
      case TRANSACTION_COMPLETED -> new TransactionCompleted(readIdentity(in));
      case TRANSACTION_ENDED_KEEPING_EPOCH -> readEndKeepingEpoch(in);
      case SESSION_CONTINUED ->
          new SessionContinued(in.readUTF(), readIdentity(in), readIdentity(in), in.readLong());
      case TRANSACTION_BEGUN -> new TransactionBegun(readIdentity(in));
      case SESSION_EXPIRED -> new SessionExpired(in.readUTF());
      default ->
          throw new IOException(
              "Unknown producer record: expected a kind from 1 to "
                  + SESSION_EXPIRED
                  + ", found "
                  + kind
                  + ". The journal was written by a newer version; open it with that one.");
    };
  }

  private static TransactionEnded readEndKeepingEpoch(DataInput in) throws IOException {
    ProducerIdentity by = readIdentity(in);
    int flags = in.readByte();
    List<Bound> bounds = new ArrayList<>();
    for (int left = in.readInt(); left > 0; left--) {
      bounds.add(new Bound(new UUID(in.readLong(), in.readLong()), in.readInt(), in.readLong()));
    }
    return new TransactionEnded(by, (flags & COMMIT) != 0, by, (flags & ANSWERABLE) != 0, bounds);
  }

  private static void writeIdentity(ProducerIdentity identity, DataOutput out) throws IOException {
    out.writeLong(identity.producerId());
    out.writeShort(identity.epoch());
  }

  private static ProducerIdentity readIdentity(DataInput in) throws IOException {
    return new ProducerIdentity(in.readLong(), in.readShort());
  }
}
