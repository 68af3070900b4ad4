package dev.waybill.broker.journal;

import dev.waybill.broker.producer.ProducerIdentity;
import dev.waybill.broker.transaction.ProducerRecord;
import dev.waybill.broker.transaction.ProducerRecord.IdIssued;
import dev.waybill.broker.transaction.ProducerRecord.SessionBegun;
import dev.waybill.broker.transaction.ProducerRecord.TransactionCompleted;
import dev.waybill.broker.transaction.ProducerRecord.TransactionEnded;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

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
 *
 *  identity = | producerId i64 | epoch i16 |
 * </pre>
 */
final class ProducerRecordCodec {
  private static final byte ID_ISSUED = 1;
  private static final byte SESSION_BEGUN = 2;
  private static final byte TRANSACTION_ENDED = 3;
  private static final byte TRANSACTION_COMPLETED = 4;
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
    } else if (record instanceof TransactionEnded ended) {
      out.writeByte(TRANSACTION_ENDED);
      writeIdentity(ended.by(), out);
      writeIdentity(ended.next(), out);
      out.writeByte((ended.commit() ? COMMIT : 0) | (ended.answerable() ? ANSWERABLE : 0));
    } else if (record instanceof TransactionCompleted completed) {
      out.writeByte(TRANSACTION_COMPLETED);
      writeIdentity(completed.by(), out);
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
      default ->
          throw new IOException(
              "Unknown producer record: expected a kind from 1 to "
                  + TRANSACTION_COMPLETED
                  + ", found "
                  + kind
                  + ". The journal was written by a newer version; open it with that one.");
    };
  }

  private static void writeIdentity(ProducerIdentity identity, DataOutput out) throws IOException {
    out.writeLong(identity.producerId());
    out.writeShort(identity.epoch());
  }

  private static ProducerIdentity readIdentity(DataInput in) throws IOException {
    return new ProducerIdentity(in.readLong(), in.readShort());
  }
}
