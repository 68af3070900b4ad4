package dev.waybill.server.protocol;

import dev.waybill.log.FileSlice;
import io.netty.channel.FileRegion;
import io.netty.util.AbstractReferenceCounted;
import java.io.IOException;
import java.nio.channels.WritableByteChannel;
import org.apache.kafka.common.record.internal.BaseRecords;
import org.apache.kafka.common.record.internal.RecordsSend;

/** Batches that lie in a segment file and go from there to the socket. */
public final class FileRecords implements BaseRecords {
  private final FileSlice slice;

  public FileRecords(FileSlice slice) {
    this.slice = slice;
  }

  @Override
  public int sizeInBytes() {
    return slice.length();
  }

  /** Only Kafka's own network layer asks for it, which is not used here. */
  @Override
  public RecordsSend<? extends BaseRecords> toSend() {
    throw new UnsupportedOperationException("Records in files are sent by Netty");
  }

  FileRegion region() {
    return new Region(slice);
  }

  /** Nothing to release: the slice's file is its segment's. */
  private static final class Region extends AbstractReferenceCounted implements FileRegion {
    private final FileSlice slice;
    private long transferred;

    Region(FileSlice slice) {
      this.slice = slice;
    }

    @Override
    public long position() {
      return slice.position();
    }

    @Override
    @Deprecated
    public long transfered() {
      return transferred;
    }

    @Override
    public long transferred() {
      return transferred;
    }

    @Override
    public long count() {
      return slice.length();
    }

    @Override
    public long transferTo(WritableByteChannel target, long from) throws IOException {
      long sent = slice.transferTo(Math.toIntExact(from), target);
      if (sent > 0) {
        transferred += sent;
      }
      return sent;
    }

    @Override
    protected void deallocate() {}

    @Override
    public FileRegion retain() {
      super.retain();
      return this;
    }

    @Override
    public FileRegion retain(int increment) {
      super.retain(increment);
      return this;
    }

    @Override
    public FileRegion touch() {
      return this;
    }

    @Override
    public FileRegion touch(Object hint) {
      return this;
    }
  }
}
