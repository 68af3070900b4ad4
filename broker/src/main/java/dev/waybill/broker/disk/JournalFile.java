package dev.waybill.broker.disk;

import dev.waybill.broker.journal.JournalCodec;
import dev.waybill.broker.journal.JournalRecord;
import dev.waybill.log.BatchVisitor;
import dev.waybill.log.LogSettings;
import dev.waybill.log.PartitionLog;
import dev.waybill.log.record.BatchBuilder;
import dev.waybill.log.record.RecordBatch;
import dev.waybill.log.record.RecordCursor;
import dev.waybill.log.storage.Storage;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The journal's records on disk, in order. One thread at a time. */
final class JournalFile implements Closeable {
  private static final String DIRECTORY = "journal";

  private final Storage storage;
  private @Nullable PartitionLog log;

  JournalFile(Storage storage) {
    this.storage = storage;
  }

  void open(Consumer<JournalRecord> visitor) throws IOException {
    log =
        PartitionLog.open(
                storage,
                DIRECTORY,
                LogSettings.defaults(),
                0,
                new BatchVisitor() {
                  @Override
                  public void batch(RecordBatch batch) {
                    RecordCursor records = batch.records();
                    while (records.next()) {
                      byte[] value = records.value();
                      try {
                        visitor.accept(JournalCodec.decode(value == null ? new byte[0] : value));
                      } catch (IOException e) {
                        throw new UncheckedIOException(e);
                      }
                    }
                  }
                })
            .log();
  }

  void append(List<byte[]> records) throws IOException {
    if (records.isEmpty()) {
      return;
    }
    PartitionLog file = opened();
    int bytes = records.stream().mapToInt(r -> r.length + 64).sum() + 1024;
    BatchBuilder builder = new BatchBuilder(bytes, bytes);
    for (byte[] record : records) {
      builder.tryAppend(0, null, record, List.of());
    }
    ByteBuffer batch = builder.build();
    RecordBatch.at(batch, batch.position()).setBaseOffset(file.snapshot().writtenEndOffset());
    file.append(batch);
  }

  void sync() throws IOException {
    opened().sync();
  }

  void replace(List<byte[]> records) throws IOException {
    PartitionLog file = opened();
    long end = file.snapshot().writtenEndOffset();
    append(records);
    file.sync();
    file.deleteBefore(end);
  }

  @Override
  public void close() throws IOException {
    if (log != null) {
      log.close();
    }
  }

  private PartitionLog opened() throws IOException {
    PartitionLog file = log;
    if (file == null) {
      throw new IOException("The journal is not open");
    }
    return file;
  }
}
