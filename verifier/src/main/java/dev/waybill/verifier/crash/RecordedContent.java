package dev.waybill.verifier.crash;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** A file's bytes as the process sees them, and as they are on the platter; or a directory. */
final class RecordedContent {
  private static final byte[] NOTHING = {};

  final int id;
  final boolean directory;
  private byte[] seen;
  private int size;

  /** Another disk reads the same array: it is copied before it is changed. */
  private boolean shared;

  private byte[] durable;

  RecordedContent(int id, boolean directory) {
    this(id, directory, NOTHING);
  }

  /** Durable bytes, which are not copied. */
  RecordedContent(int id, boolean directory, byte[] bytes) {
    this.id = id;
    this.directory = directory;
    this.seen = bytes;
    this.size = bytes.length;
    this.shared = true;
    this.durable = bytes;
  }

  RecordedContent copy() {
    RecordedContent copy = new RecordedContent(id, directory, durable);
    copy.seen = seen;
    copy.size = size;
    shared = true;
    return copy;
  }

  int size() {
    return size;
  }

  byte[] durable() {
    return durable;
  }

  int read(ByteBuffer dst, long position) {
    int count = (int) Math.max(0, Math.min(dst.remaining(), size - position));
    if (count > 0) {
      dst.put(seen, (int) position, count);
    }
    return count;
  }

  void apply(PendingOperation.OfContent operation) {
    if (operation instanceof PendingOperation.Write write) {
      int end = write.position() + write.bytes().length;
      own(Math.max(size, end));
      System.arraycopy(write.bytes(), 0, seen, write.position(), write.bytes().length);
      size = Math.max(size, end);
    } else if (operation instanceof PendingOperation.Truncate truncate) {
      own(size);
      Arrays.fill(seen, truncate.size(), size, (byte) 0);
      size = truncate.size();
    }
  }

  private void own(int bytes) {
    if (shared || seen.length < bytes) {
      seen = Arrays.copyOf(seen, bytes > seen.length ? Math.max(bytes, 2 * seen.length) : bytes);
      shared = false;
    }
  }

  /** An operation has arrived; later ones of the same file may not have. */
  void arrived(PendingOperation.OfContent operation) {
    durable = Fate.APPLIED.apply(durable, operation);
  }
}
