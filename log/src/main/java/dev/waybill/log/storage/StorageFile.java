package dev.waybill.log.storage;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;

/**
 * One file of a {@link Storage}. Reads may come from any thread, at any time, also while another
 * thread writes; writes, truncation and syncs come from one thread at a time. An interrupt of the
 * calling thread neither fails an operation nor closes the file; the interrupt flag is kept.
 */
public interface StorageFile extends Closeable {

  /**
   * Reads from {@code position} until {@code dst} is full or the file ends.
   *
   * @return the number of bytes read, possibly fewer than remain in {@code dst}, 0 at the end
   */
  int read(ByteBuffer dst, long position) throws IOException;

  /**
   * Writes everything that remains in {@code src}, which is consumed. Not durable until {@link
   * #sync()}; after an exception any part of it may have been written.
   */
  void write(ByteBuffer src, long position) throws IOException;

  /** Writes the buffers one after the other as if they were one; see the single-buffer form. */
  void write(ByteBuffer[] srcs, long position) throws IOException;

  /** Cuts the file to {@code size} bytes. Not durable until {@link #sync()}. */
  void truncate(long size) throws IOException;

  /**
   * Returns when all bytes written before the call are durable. After a failure the system may hold
   * the lost bytes as clean, so that a second sync would succeed and prove nothing: a failed sync
   * is final.
   */
  void sync() throws IOException;

  /**
   * Holds on to the bytes that this file has now: reads go on to see them when its name is deleted
   * or given to another file, and fail rather than see those. The handle is taken if it was not.
   */
  void pin() throws IOException;

  /** The current size in bytes. */
  long size() throws IOException;

  /**
   * Copies up to {@code count} bytes to a channel, without passing through the heap where the
   * system can.
   *
   * @return the number of bytes copied; 0 when the channel takes none now or the file ends
   */
  long transferTo(long position, long count, WritableByteChannel target) throws IOException;
}
