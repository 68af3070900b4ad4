package dev.waybill.log.storage;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * A real file with two handles, each opened on first use.
 *
 * <pre>
 *   readers (many threads) ──► reader  FileChannel, reopened when an interrupt closed it
 *   the writing thread     ──► writer  RandomAccessFile: its channel writes, its descriptor syncs
 * </pre>
 *
 * Java closes a channel under everyone when one of its threads is interrupted. Reads and positional
 * writes can simply be repeated on a new channel. A sync cannot (its failure could be lost with the
 * old one), so it goes through the file descriptor, which no interrupt reaches.
 */
final class DirectoryFile implements StorageFile {
  /** Heap bytes pass through this much direct memory, one piece per writing thread. */
  private static final int STAGING_BYTES = 256 * 1024;

  /**
   * Direct bytes from this many on are written as they lie: another call costs less than a copy.
   */
  private static final int WORTH_A_CALL_BYTES = 32 * 1024;

  private static final ThreadLocal<ByteBuffer> STAGING =
      ThreadLocal.withInitial(() -> ByteBuffer.allocateDirect(STAGING_BYTES));

  private final Path path;
  private volatile @Nullable FileChannel reader;
  private volatile @Nullable RandomAccessFile writer;
  private volatile boolean closed;

  /** The name is another file's now: a handle that is lost cannot be taken again. */
  private boolean pinned;

  DirectoryFile(Path path) {
    this.path = path;
  }

  private interface ChannelAction<T> {
    long on(T channel) throws IOException;
  }

  @Override
  public int read(ByteBuffer dst, long position) throws IOException {
    int start = dst.position();
    return (int)
        reading(
            channel -> {
              dst.position(start);
              readPieces(channel, dst, position - start);
              return (long) dst.position() - start;
            });
  }

  // The JDK keeps a direct buffer as large as the largest heap read of each thread; pieces bound
  // it.
  private static void readPieces(FileChannel channel, ByteBuffer dst, long origin)
      throws IOException {
    int limit = dst.limit();
    try {
      while (dst.position() < limit) {
        dst.limit(Math.min(limit, dst.position() + STAGING_BYTES));
        if (channel.read(dst, origin + dst.position()) < 0) {
          return;
        }
      }
    } finally {
      dst.limit(limit);
    }
  }

  @Override
  public long transferTo(long position, long count, WritableByteChannel target) throws IOException {
    return reading(
        channel -> {
          try {
            return channel.transferTo(position, count, target);
          } catch (ClosedChannelException e) {
            if (!target.isOpen()) {
              throw new IOException("the receiver of " + path + " is closed", e);
            }
            throw e;
          }
        });
  }

  @Override
  public void write(ByteBuffer src, long position) throws IOException {
    write(new ByteBuffer[] {src}, position);
  }

  @Override
  public void write(ByteBuffer[] srcs, long position) throws IOException {
    ByteBuffer staging = STAGING.get().clear();
    long at = position;
    for (ByteBuffer src : srcs) {
      if (src.isDirect() && src.remaining() >= WORTH_A_CALL_BYTES) {
        at = writeOut(staging.flip(), at);
        staging.clear();
        at = writeOut(src, at);
        continue;
      }
      while (src.hasRemaining()) {
        int length = Math.min(src.remaining(), staging.remaining());
        staging.put(staging.position(), src, src.position(), length);
        staging.position(staging.position() + length);
        src.position(src.position() + length);
        if (!staging.hasRemaining()) {
          at = writeOut(staging.flip(), at);
          staging.clear();
        }
      }
    }
    writeOut(staging.flip(), at);
  }

  private long writeOut(ByteBuffer direct, long position) throws IOException {
    if (!direct.hasRemaining()) {
      return position;
    }
    int start = direct.position();
    return position
        + writing(
            channel -> {
              direct.position(start);
              while (direct.hasRemaining()) {
                channel.write(direct, position + direct.position() - start);
              }
              return (long) direct.position() - start;
            });
  }

  @Override
  public void truncate(long size) throws IOException {
    writing(
        channel -> {
          channel.truncate(size);
          return size;
        });
  }

  @Override
  public void sync() throws IOException {
    writer().getFD().sync();
  }

  @Override
  public long size() throws IOException {
    if (closed) {
      throw new IOException(path + " is closed");
    }
    return Files.size(path);
  }

  private long reading(ChannelAction<FileChannel> action) throws IOException {
    boolean interrupted = false;
    try {
      while (true) {
        FileChannel channel = reader();
        try {
          return action.on(channel);
        } catch (AsynchronousCloseException e) {
          // Our own interrupt or another reader's closed the channel; read again on a new one.
          interrupted |= Thread.interrupted();
        } catch (ClosedChannelException e) {
          requireOpen(e);
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private long writing(ChannelAction<FileChannel> action) throws IOException {
    boolean interrupted = Thread.interrupted();
    try {
      while (true) {
        FileChannel channel = writer().getChannel();
        try {
          return action.on(channel);
        } catch (ClosedChannelException e) {
          requireOpen(e);
          interrupted |= Thread.interrupted();
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void requireOpen(ClosedChannelException cause) throws IOException {
    if (closed) {
      throw new IOException(path + " is closed", cause);
    }
  }

  private FileChannel reader() throws IOException {
    FileChannel channel = reader;
    return channel != null && channel.isOpen() ? channel : openReader();
  }

  private synchronized FileChannel openReader() throws IOException {
    requireOpen(new ClosedChannelException());
    FileChannel channel = reader;
    if (channel == null || !channel.isOpen()) {
      requireUnpinned();
      channel = FileChannel.open(path, StandardOpenOption.READ);
      reader = channel;
    }
    return channel;
  }

  @Override
  public synchronized void pin() throws IOException {
    reader();
    pinned = true;
  }

  private void requireUnpinned() throws IOException {
    if (pinned) {
      throw new IOException(path + " has been replaced, and an interrupt closed the old one");
    }
  }

  private RandomAccessFile writer() throws IOException {
    RandomAccessFile file = writer;
    return file != null && file.getChannel().isOpen() ? file : openWriter();
  }

  private synchronized RandomAccessFile openWriter() throws IOException {
    requireOpen(new ClosedChannelException());
    RandomAccessFile file = writer;
    if (file == null || !file.getChannel().isOpen()) {
      requireUnpinned();
      file = new RandomAccessFile(path.toFile(), "rw");
      writer = file;
    }
    return file;
  }

  @Override
  public synchronized void close() throws IOException {
    closed = true;
    FileChannel read = reader;
    RandomAccessFile write = writer;
    try (read;
        write) {
      reader = null;
      writer = null;
    }
  }

  @Override
  public String toString() {
    return path.toString();
  }
}
