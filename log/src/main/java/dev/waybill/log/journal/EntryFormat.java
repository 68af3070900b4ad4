package dev.waybill.log.journal;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * The bytes of a {@link RecordFile}, big-endian.
 *
 * <pre>
 *   header   magic "WBRF" │ version int32 = 1 │ generation int64 │ sealed length int64 │ CRC32C int32
 *   entry    CRC32C int32 │ payload length int32 │ position int64 │ synced up to int64 │ payload
 * </pre>
 *
 * <p>The sealed length was durable when the file got its name; an entry's "synced up to" was
 * durable when the entry was appended. Damage before either is corruption, everything else may be a
 * torn tail. An entry without a payload is a seal: it says nothing but up to where the file is
 * synced. An entry's CRC covers the generation and all that follows the CRC, so that no stale entry
 * of another file or place passes for one of this.
 */
final class EntryFormat {
  static final int HEADER_BYTES = 28;
  static final int ENTRY_BYTES = 24;
  private static final int MAGIC = 0x57425246;
  private static final int VERSION = 1;
  private static final int HEADER_CRC = 24;

  private EntryFormat() {}

  static ByteBuffer header(long generation, long sealedLength) {
    ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES);
    header.putInt(MAGIC).putInt(VERSION).putLong(generation).putLong(sealedLength);
    return header.putInt(crc(header.slice(0, HEADER_CRC))).flip();
  }

  static boolean isHeader(ByteBuffer bytes) {
    return bytes.limit() >= HEADER_BYTES
        && bytes.getInt(0) == MAGIC
        && bytes.getInt(4) == VERSION
        && bytes.getInt(HEADER_CRC) == crc(bytes.slice(0, HEADER_CRC));
  }

  static long generation(ByteBuffer header) {
    return header.getLong(8);
  }

  static long sealedLength(ByteBuffer header) {
    return header.getLong(16);
  }

  /** Puts an entry at the buffer's position, which must have room for it. */
  static void putEntry(
      ByteBuffer to, long generation, long position, long syncedUpTo, ByteBuffer payload) {
    int start = to.position();
    to.putInt(0).putInt(payload.remaining()).putLong(position).putLong(syncedUpTo);
    to.put(payload.duplicate());
    to.putInt(start, entryCrc(to, start, generation));
  }

  /** Whether a whole entry that belongs at {@code position} starts at an index of a buffer. */
  static boolean isEntry(ByteBuffer bytes, int index, long generation, long position) {
    return mayBeEntry(bytes, index, position)
        && payloadLength(bytes, index) <= bytes.limit() - index - ENTRY_BYTES
        && bytes.getInt(index) == entryCrc(bytes, index, generation);
  }

  /** Whether the fields before the payload, which must be there, could be such an entry's. */
  static boolean mayBeEntry(ByteBuffer bytes, int index, long position) {
    return bytes.limit() - index >= ENTRY_BYTES
        && payloadLength(bytes, index) >= 0
        && bytes.getLong(index + 8) == position
        && syncedUpTo(bytes, index) <= position
        && syncedUpTo(bytes, index) >= 0;
  }

  static int payloadLength(ByteBuffer bytes, int index) {
    return bytes.getInt(index + 4);
  }

  static long syncedUpTo(ByteBuffer bytes, int index) {
    return bytes.getLong(index + 16);
  }

  private static int entryCrc(ByteBuffer bytes, int index, long generation) {
    CRC32C crc = new CRC32C();
    crc.update(ByteBuffer.allocate(Long.BYTES).putLong(0, generation));
    crc.update(bytes.slice(index + 4, ENTRY_BYTES - 4 + payloadLength(bytes, index)));
    return (int) crc.getValue();
  }

  private static int crc(ByteBuffer bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes);
    return (int) crc.getValue();
  }
}
