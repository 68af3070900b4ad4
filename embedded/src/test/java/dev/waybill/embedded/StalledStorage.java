package dev.waybill.embedded;

import dev.waybill.log.storage.Storage;
import dev.waybill.log.storage.StorageFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** A disk that does not answer syncs from {@link #stall} until {@link #goOn}. */
final class StalledStorage implements Storage {
  private final Storage disk;
  private final CountDownLatch stalled = new CountDownLatch(1);
  private volatile CountDownLatch running = new CountDownLatch(0);

  StalledStorage(Storage disk) {
    this.disk = disk;
  }

  void stall() {
    running = new CountDownLatch(1);
  }

  /** Waits until a sync has met the stall. */
  void awaitStalled() throws InterruptedException {
    stalled.await();
  }

  void goOn() {
    running.countDown();
  }

  private void awaitRunning() {
    CountDownLatch now = running;
    if (now.getCount() == 0) {
      return;
    }
    stalled.countDown();
    try {
      now.await();
    } catch (InterruptedException e) {
      throw new AssertionError("nobody interrupts the disk", e);
    }
  }

  @Override
  public StorageFile open(String path, boolean createIfMissing) throws IOException {
    return new StalledFile(disk.open(path, createIfMissing));
  }

  @Override
  public List<String> list(String directory) throws IOException {
    return disk.list(directory);
  }

  @Override
  public boolean exists(String path) throws IOException {
    return disk.exists(path);
  }

  @Override
  public void createDirectories(String directory) throws IOException {
    disk.createDirectories(directory);
  }

  @Override
  public void rename(String from, String to) throws IOException {
    disk.rename(from, to);
  }

  @Override
  public void delete(String path) throws IOException {
    disk.delete(path);
  }

  @Override
  public long size(String path) throws IOException {
    return disk.size(path);
  }

  @Override
  public void syncDirectory(String directory) throws IOException {
    awaitRunning();
    disk.syncDirectory(directory);
  }

  @Override
  public String description() {
    return disk.description();
  }

  @Override
  public void close() throws IOException {
    disk.close();
  }

  private final class StalledFile implements StorageFile {
    private final StorageFile file;

    StalledFile(StorageFile file) {
      this.file = file;
    }

    @Override
    public int read(ByteBuffer dst, long position) throws IOException {
      return file.read(dst, position);
    }

    @Override
    public void write(ByteBuffer src, long position) throws IOException {
      file.write(src, position);
    }

    @Override
    public void write(ByteBuffer[] srcs, long position) throws IOException {
      file.write(srcs, position);
    }

    @Override
    public void truncate(long size) throws IOException {
      file.truncate(size);
    }

    @Override
    public void sync() throws IOException {
      awaitRunning();
      file.sync();
    }

    @Override
    public void pin() throws IOException {
      file.pin();
    }

    @Override
    public long size() throws IOException {
      return file.size();
    }

    @Override
    public long transferTo(long position, long count, WritableByteChannel target)
        throws IOException {
      return file.transferTo(position, count, target);
    }

    @Override
    public void close() throws IOException {
      file.close();
    }
  }
}
