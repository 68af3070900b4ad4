package dev.waybill.verifier.crash;

import dev.waybill.log.storage.StorageFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;

/** A handle of a {@link RecordingDisk}'s file; it follows the file, not the name. */
final class RecordedFile implements StorageFile {
  private final RecordingDisk disk;
  private final String path;
  private final RecordedContent content;
  private boolean closed;

  RecordedFile(RecordingDisk disk, String path, RecordedContent content) {
    this.disk = disk;
    this.path = path;
    this.content = content;
  }

  private void requireOpen() throws IOException {
    if (closed) {
      throw new IOException(path + " is closed");
    }
  }

  @Override
  public int read(ByteBuffer dst, long position) throws IOException {
    requireOpen();
    return content.read(dst, position);
  }

  @Override
  public void write(ByteBuffer src, long position) throws IOException {
    write(new ByteBuffer[] {src}, position);
  }

  @Override
  public void write(ByteBuffer[] srcs, long position) throws IOException {
    requireOpen();
    int count = 0;
    for (ByteBuffer src : srcs) {
      count += src.remaining();
    }
    byte[] bytes = new byte[count];
    int at = 0;
    for (ByteBuffer src : srcs) {
      int length = src.remaining();
      src.get(bytes, at, length);
      at += length;
    }
    if (count > 0) {
      disk.change(
          new PendingOperation.Write(content.id, path, Math.toIntExact(position), bytes), content);
    }
  }

  @Override
  public void truncate(long size) throws IOException {
    requireOpen();
    if (size < content.size()) {
      disk.change(new PendingOperation.Truncate(content.id, path, Math.toIntExact(size)), content);
    }
  }

  @Override
  public void sync() throws IOException {
    requireOpen();
    disk.sync(content);
  }

  @Override
  public void pin() throws IOException {
    requireOpen();
  }

  @Override
  public long size() throws IOException {
    requireOpen();
    return content.size();
  }

  @Override
  public long transferTo(long position, long count, WritableByteChannel target) throws IOException {
    requireOpen();
    ByteBuffer bytes =
        ByteBuffer.allocate((int) Math.max(0, Math.min(count, content.size() - position)));
    content.read(bytes, position);
    return target.write(bytes.flip());
  }

  @Override
  public void close() {
    closed = true;
  }
}
