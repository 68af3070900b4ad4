package dev.waybill.benchmarks.load;

import dev.waybill.benchmarks.measure.Meter;
import dev.waybill.benchmarks.measure.Sample;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.zip.CRC32C;

/**
 * The limit of reading: one thread reads batches of a file that was just written, checks their
 * checksums, and takes a copy of every value.
 */
public record DiskReadLoad() implements Load {

  private static final Duration WARM_UP = Duration.ofMillis(700);
  private static final Duration MEASURED = Duration.ofMillis(1500);
  private static final int BATCH_BYTES = 256 * 1024;
  private static final long FILE_BYTES = 256L << 20;

  @Override
  public Sample run(Workbench workbench) throws IOException {
    Path path = workbench.directory().resolve("read-limit");
    int perBatch = write(path, (int) (workbench.count(FILE_BYTES) / BATCH_BYTES) + 1);
    try (FileChannel file = FileChannel.open(path, StandardOpenOption.READ)) {
      Reader reader = new Reader(file, perBatch);
      reader.read(workbench.lasting(WARM_UP));
      Meter meter = Meter.start();
      long messages = reader.read(workbench.lasting(MEASURED));
      return meter.stop(messages, messages * Values.BYTES);
    }
  }

  private static int write(Path path, int batches) throws IOException {
    BareBatch batch = new BareBatch(BATCH_BYTES);
    byte[][] values = Values.prepared();
    int perBatch = 0;
    try (FileChannel file =
        FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      for (int i = 0; i < batches; i++) {
        perBatch = batch.fill(values, (long) i * perBatch, System.currentTimeMillis());
        while (batch.encoded().hasRemaining()) {
          file.write(batch.encoded());
        }
      }
      file.force(true);
    }
    return perBatch;
  }

  /** Reads the file from end to end, again and again. */
  private static final class Reader {
    private static final int CRC_POSITION = 17;
    private static final int CRC_START = 21;

    private final FileChannel file;
    private final int perBatch;
    private final int batchBytes;
    private final byte[] bytes;
    private final byte[][] taken;
    private final CRC32C crc = new CRC32C();

    Reader(FileChannel file, int perBatch) throws IOException {
      this.file = file;
      this.perBatch = perBatch;
      ByteBuffer start = ByteBuffer.allocate(CRC_START);
      file.read(start, 0);
      batchBytes = start.getInt(8) + 12;
      bytes = new byte[batchBytes];
      taken = new byte[perBatch][];
    }

    long read(Duration duration) throws IOException {
      long end = System.nanoTime() + duration.toNanos();
      long messages = 0;
      file.position(0);
      do {
        ByteBuffer batch = ByteBuffer.wrap(bytes);
        if (file.position() + batchBytes > file.size()) {
          file.position(0);
        }
        while (batch.hasRemaining()) {
          file.read(batch);
        }
        crc.reset();
        crc.update(bytes, CRC_START, batchBytes - CRC_START);
        if ((int) crc.getValue() != batch.getInt(CRC_POSITION)) {
          throw new IOException("the bare batch just written reads back with another checksum");
        }
        takeValues();
        messages += perBatch;
      } while (System.nanoTime() < end);
      return messages;
    }

    /** Every value ends one byte before its record does, and has one size. */
    private void takeValues() {
      int position = 61;
      for (int i = 0; i < perBatch; i++) {
        int length = (bytes[position] & 0x7f) | (bytes[position + 1] & 0x7f) << 7;
        int recordEnd = position + 2 + (length >> 1);
        byte[] value = new byte[Values.BYTES];
        System.arraycopy(bytes, recordEnd - 1 - Values.BYTES, value, 0, Values.BYTES);
        taken[i] = value;
        position = recordEnd;
      }
    }
  }
}
