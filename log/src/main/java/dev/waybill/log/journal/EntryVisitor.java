package dev.waybill.log.journal;

import java.nio.ByteBuffer;

/** Receives the entries of a {@link RecordFile} while it is opened. */
@FunctionalInterface
public interface EntryVisitor {
  /** An entry whose checksum is right; the buffer is valid during the call only. */
  void entry(ByteBuffer payload);
}
