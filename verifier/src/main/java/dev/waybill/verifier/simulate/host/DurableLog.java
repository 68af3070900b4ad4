package dev.waybill.verifier.simulate.host;

import dev.waybill.log.segment.SegmentNames;
import dev.waybill.log.storage.SimulatedStorage;
import dev.waybill.log.storage.SimulatedStorage.Platter;
import java.nio.ByteBuffer;
import java.util.IdentityHashMap;
import java.util.OptionalLong;

/**
 * Where a partition ends in the worst state that a crash now may leave: looked up in the disk's
 * durable bytes, without asking the code that is being tested. Remembers how far it looked, so that
 * asking again costs only what is new.
 */
final class DurableLog {
  // Of Kafka's record batch v2, as its documentation has it.
  private static final int BASE_OFFSET = 0;
  private static final int LENGTH = 8;
  private static final int LENGTH_OVERHEAD = 12;
  private static final int LAST_OFFSET_DELTA = 23;
  private static final int HEADER_BYTES = 61;

  private static final class Looked {
    int bytes;
    long next = -1;
  }

  private final IdentityHashMap<Object, Looked> files = new IdentityHashMap<>();

  /** After the last message that is surely kept; 0 if none is. */
  long end(SimulatedStorage storage, String directory) {
    long end = 0;
    boolean first = true;
    for (Platter file : storage.atWorst(directory)) {
      String name = file.path().substring(directory.length() + 1);
      OptionalLong base = SegmentNames.baseOffset(name);
      if (base.isEmpty()) {
        continue;
      }
      if (!first && base.getAsLong() > end) {
        return end; // a segment is missing in between
      }
      end = Math.max(base.getAsLong(), lookAt(file));
      first = false;
    }
    return end;
  }

  private long lookAt(Platter file) {
    Looked looked = files.computeIfAbsent(file.identity(), f -> new Looked());
    if (file.length() < looked.bytes) {
      looked.bytes = 0;
      looked.next = -1;
    }
    ByteBuffer bytes = ByteBuffer.wrap(file.bytes(), 0, file.length());
    while (file.length() - looked.bytes >= HEADER_BYTES) {
      int at = looked.bytes;
      int size = bytes.getInt(at + LENGTH) + LENGTH_OVERHEAD;
      if (size < HEADER_BYTES || at + size > file.length()) {
        break;
      }
      looked.next = bytes.getLong(at + BASE_OFFSET) + bytes.getInt(at + LAST_OFFSET_DELTA) + 1;
      looked.bytes = at + size;
    }
    return looked.next;
  }
}
