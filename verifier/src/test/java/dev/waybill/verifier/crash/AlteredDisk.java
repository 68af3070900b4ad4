package dev.waybill.verifier.crash;

import dev.waybill.log.storage.Storage;
import dev.waybill.log.storage.StorageFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.List;

/** A disk between production code and the real one, which does some things differently. */
class AlteredDisk implements Storage {
  private final Storage real;

  AlteredDisk(Storage real) {
    this.real = real;
  }

  /** What becomes of a file's sync. */
  void sync(String path, StorageFile file) throws IOException {
    file.sync();
  }

  @Override
  public void syncDirectory(String directory) throws IOException {
    real.syncDirectory(directory);
  }

  /** Before anything else is done with a file. */
  void before(String path) throws IOException {}

  @Override
  public StorageFile open(String path, boolean createIfMissing) throws IOException {
    return new AlteredFile(path, real.open(path, createIfMissing));
  }

  @Override
  public List<String> list(String directory) throws IOException {
    return real.list(directory);
  }

  @Override
  public boolean exists(String path) throws IOException {
    return real.exists(path);
  }

  @Override
  public void createDirectories(String directory) throws IOException {
    real.createDirectories(directory);
  }

  @Override
  public void rename(String from, String to) throws IOException {
    real.rename(from, to);
  }

  @Override
  public void delete(String path) throws IOException {
    real.delete(path);
  }

  @Override
  public long size(String path) throws IOException {
    return real.size(path);
  }

  @Override
  public String description() {
    return "altered:";
  }

  @Override
  public void close() throws IOException {
    real.close();
  }

  private final class AlteredFile implements StorageFile {
    private final String path;
    private final StorageFile file;

    AlteredFile(String path, StorageFile file) {
      this.path = path;
      this.file = file;
    }

    @Override
    public int read(ByteBuffer dst, long position) throws IOException {
      return file.read(dst, position);
    }

    @Override
    public void write(ByteBuffer src, long position) throws IOException {
      before(path);
      file.write(src, position);
    }

    @Override
    public void write(ByteBuffer[] srcs, long position) throws IOException {
      before(path);
      file.write(srcs, position);
    }

    @Override
    public void truncate(long size) throws IOException {
      file.truncate(size);
    }

    @Override
    public void sync() throws IOException {
      AlteredDisk.this.sync(path, file);
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
