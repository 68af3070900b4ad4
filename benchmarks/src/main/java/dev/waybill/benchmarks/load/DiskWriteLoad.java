package dev.waybill.benchmarks.load;

import dev.waybill.benchmarks.measure.Meter;
import dev.waybill.benchmarks.measure.Sample;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.time.Duration;

/**
 * The disk's limit: one thread encodes a round of messages, writes it, syncs it, and begins again.
 *
 * @param roundBytes bytes per round
 * @param sync whether each round is synced (fdatasync); if not it is only written
 */
public record DiskWriteLoad(int roundBytes, boolean sync) implements Load {

  private static final Duration WARM_UP = Duration.ofSeconds(1);
  private static final Duration MEASURED = Duration.ofSeconds(2);

  /** Begins at the front again there, so that a long run does not fill the disk. */
  private static final long MOST_FILE_BYTES = 2L << 30;

  @Override
  public Sample run(Workbench workbench) throws IOException {
    try (FileChannel file =
        FileChannel.open(
            workbench.directory().resolve("disk-limit"),
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.WRITE)) {
      write(file, workbench.lasting(WARM_UP));
      file.truncate(0);
      file.force(true);
      Meter meter = Meter.start();
      long messages = write(file, workbench.lasting(MEASURED));
      return meter.stop(messages, messages * Values.BYTES);
    }
  }

  private long write(FileChannel file, Duration duration) throws IOException {
    byte[][] values = Values.prepared();
    BareBatch batch = new BareBatch(roundBytes);
    long end = System.nanoTime() + duration.toNanos();
    long messages = 0;
    file.position(0);
    do {
      int count = batch.fill(values, messages, System.currentTimeMillis());
      if (file.position() > MOST_FILE_BYTES) {
        file.position(0);
      }
      while (batch.encoded().hasRemaining()) {
        file.write(batch.encoded());
      }
      if (sync) {
        file.force(false);
      }
      messages += count;
    } while (System.nanoTime() < end);
    return messages;
  }
}
