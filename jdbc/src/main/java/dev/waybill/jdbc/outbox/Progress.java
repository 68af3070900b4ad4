package dev.waybill.jdbc.outbox;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The record that says which rows a batch published; in the batch's own transaction.
 *
 * <pre>
 *   u8   version, 1
 *   i32  number of rows
 *   per row: i64 id · i64 nonce
 * </pre>
 *
 * <p>Numbers are big-endian.
 */
final class Progress {

  private static final int VERSION = 1;
  private static final int BYTES_PER_ROW = 16;

  private Progress() {}

  static byte[] encode(List<OutboxRow> rows) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(5 + BYTES_PER_ROW * rows.size());
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeByte(VERSION);
      out.writeInt(rows.size());
      for (OutboxRow row : rows) {
        out.writeLong(row.id());
        out.writeLong(row.rowId().nonce());
      }
    } catch (IOException e) {
      throw new IllegalStateException("writing to memory failed", e);
    }
    return bytes.toByteArray();
  }

  /**
   * @throws IllegalArgumentException not written by {@link #encode} of a version known here
   */
  static List<RowId> decode(byte[] bytes) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      int version = in.readUnsignedByte();
      int count = in.readInt();
      if (version != VERSION || count < 0 || in.available() != count * (long) BYTES_PER_ROW) {
        throw new IllegalArgumentException(
            "expected version "
                + VERSION
                + " and 16 bytes a row, found version "
                + version
                + ", "
                + count
                + " rows and "
                + in.available()
                + " bytes");
      }
      List<RowId> rows = new ArrayList<>(count);
      for (int i = 0; i < count; i++) {
        rows.add(new RowId(in.readLong(), in.readLong()));
      }
      return rows;
    } catch (IOException e) {
      throw new IllegalArgumentException("expected a progress record, found less", e);
    }
  }
}
