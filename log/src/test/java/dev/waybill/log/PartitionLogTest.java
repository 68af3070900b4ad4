package dev.waybill.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.log.record.BatchBuilder;
import dev.waybill.log.record.RecordBatch;
import dev.waybill.log.record.RecordBatches;
import dev.waybill.log.record.RecordCursor;
import dev.waybill.log.storage.DirectoryStorage;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PartitionLogTest {
  @TempDir Path directory;

  @Test
  void whatWasAppendedIsReadAgainAfterReopening() throws Exception {
    LogSettings settings = LogSettings.defaults().withSegmentBytes(400).withIndexIntervalBytes(64);
    DirectoryStorage storage = DirectoryStorage.open(directory);
    PartitionLog log = PartitionLog.open(storage, "t/0", settings, 0, BatchVisitor.NONE).log();
    for (int i = 0; i < 20; i++) {
      log.append(batch(i * 2L, "a" + i, "b" + i));
    }
    log.sync();
    assertThat(values(log)).hasSize(40).startsWith("a0", "b0").endsWith("a19", "b19");
    log.close();

    PartitionLog.Opened again = PartitionLog.open(storage, "t/0", settings, 0, BatchVisitor.NONE);
    assertThat(values(again.log())).hasSize(40).startsWith("a0", "b0").endsWith("a19", "b19");
    assertThat(again.recovery().scannedBatches()).isEqualTo(20);
    again.log().close(new byte[0]);

    PartitionLog.Opened clean = PartitionLog.open(storage, "t/0", settings, 0, BatchVisitor.NONE);
    assertThat(clean.recovery().clean()).isTrue();
    assertThat(values(clean.log())).hasSize(40);
    clean.log().close();
  }

  private static ByteBuffer batch(long offset, String... values) {
    BatchBuilder builder = new BatchBuilder(256, 4096);
    for (String value : values) {
      builder.tryAppend(offset, null, value.getBytes(StandardCharsets.UTF_8), List.of());
    }
    ByteBuffer batch = builder.build();
    RecordBatch.at(batch, 0).setBaseOffset(offset);
    return batch;
  }

  private static List<String> values(PartitionLog log) throws Exception {
    List<String> values = new ArrayList<>();
    LogSnapshot snapshot = log.snapshot();
    for (long at = snapshot.logStartOffset(); at < snapshot.writtenEndOffset(); ) {
      for (RecordBatch batch : RecordBatches.in(log.read(snapshot, at, Long.MAX_VALUE, 1000))) {
        RecordCursor cursor = batch.records();
        while (cursor.next()) {
          values.add(new String(cursor.value(), StandardCharsets.UTF_8));
        }
        at = batch.nextOffset();
      }
    }
    return values;
  }
}
