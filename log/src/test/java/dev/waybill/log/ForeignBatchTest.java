package dev.waybill.log;

import static dev.waybill.log.TestBatches.batchAt;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.log.record.Compression;
import dev.waybill.log.record.Decompressor;
import dev.waybill.log.record.RecordBatch;
import dev.waybill.log.record.RecordBatches;
import dev.waybill.log.storage.DirectoryStorage;
import java.io.ByteArrayInputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Compressed batches of other writers between our own. */
class ForeignBatchTest {
  @TempDir Path directory;
  private DirectoryStorage storage;

  @BeforeEach
  void openStorage() throws Exception {
    storage = DirectoryStorage.open(directory);
  }

  private PartitionLog.Opened open() throws Exception {
    return PartitionLog.open(storage, "t/0", LogSettings.defaults(), 0, BatchVisitor.NONE);
  }

  private static ByteBuffer at(long offset, ByteBuffer batch) {
    RecordBatch.at(batch, 0).setBaseOffset(offset);
    return batch;
  }

  private static List<ByteBuffer> stored(PartitionLog log) throws Exception {
    LogSnapshot snapshot = log.snapshot();
    ByteBuffer bytes = log.read(snapshot, 0, snapshot.writtenEndOffset(), 1 << 16);
    List<ByteBuffer> batches = new ArrayList<>();
    for (RecordBatch batch : RecordBatches.in(bytes)) {
      batches.add(batch.bytes());
    }
    return batches;
  }

  @ParameterizedTest
  @ValueSource(
      ints = {ForeignBatches.GZIP, ForeignBatches.SNAPPY, ForeignBatches.LZ4, ForeignBatches.ZSTD})
  void whatCannotBeUnpackedIsKeptByteForByteAndRecovered(int codec) throws Exception {
    List<ByteBuffer> written =
        List.of(
            batchAt(0, 1_000, "a", "b"),
            at(2, ForeignBatches.opaque(codec, 2_000, 3)),
            batchAt(5, 3_000, "c"));
    PartitionLog log = open().log();
    for (ByteBuffer batch : written) {
      log.append(batch.duplicate());
    }
    log.sync();

    assertThat(stored(log)).isEqualTo(written);
    log.close();
    PartitionLog.Opened again = open();
    assertThat(again.recovery().scannedBatches()).isEqualTo(3);
    assertThat(stored(again.log())).isEqualTo(written);
    again.log().append(batchAt(6, 4_000, "d"));
    assertThat(stored(again.log())).hasSize(4);
    again.log().close();
  }

  @Test
  void aTimeInsideABatchThatCannotBeUnpackedMeansItsFirstOffset() throws Exception {
    PartitionLog log = open().log();
    log.append(batchAt(0, 1_000, "a", "b"));
    log.append(at(2, ForeignBatches.opaque(ForeignBatches.ZSTD, 2_000, 3)));
    log.append(batchAt(5, 3_000, "c"));
    log.sync();

    assertThat(log.offsetForTimestamp(log.snapshot(), 1_001, 6).offset()).isEqualTo(1);
    assertThat(log.offsetForTimestamp(log.snapshot(), 2_001, 6).offset()).isEqualTo(2);
    assertThat(log.offsetForTimestamp(log.snapshot(), 2_003, 6).offset()).isEqualTo(5);
    log.close();
  }

  @Test
  void aTimeInsideAGzipBatchMeansTheVeryMessage() throws Exception {
    PartitionLog log = open().log();
    log.append(at(0, ForeignBatches.gzip(2_000, "x", "y", "z")));
    log.sync();

    assertThat(log.offsetForTimestamp(log.snapshot(), 2_001, 3).offset()).isEqualTo(1);
    assertThat(TestBatches.values(log)).containsExactly("x", "y", "z");
    log.close();
  }

  @Test
  void aCodecFromOutsideFindsTheVeryMessage() throws Exception {
    Decompressor likeGzip =
        (codec, packed) -> {
          assertThat(codec).isEqualTo(Compression.ZSTD);
          byte[] bytes = new byte[packed.remaining()];
          packed.get(bytes);
          return new GZIPInputStream(new ByteArrayInputStream(bytes));
        };
    PartitionLog log = open().log();
    log.append(batchAt(0, 1_000, "a"));
    log.append(at(1, ForeignBatches.zstd(2_000, "x", "y", "z")));
    log.sync();

    assertThat(log.offsetForTimestamp(log.snapshot(), 2_001, 0, 4, likeGzip))
        .isEqualTo(new TimestampedOffset(2, 2_001));
    assertThat(log.maxTimestamp(log.snapshot(), 0, 4, likeGzip))
        .isEqualTo(new TimestampedOffset(3, 2_002));
    assertThat(log.maxTimestamp(log.snapshot(), 4).offset()).isEqualTo(1);
    log.close();
  }

  @Test
  void aTimeBeforeTheFirstOffsetAskedForIsNotFound() throws Exception {
    PartitionLog log = open().log();
    log.append(batchAt(0, 3_000, "a", "b", "c"));
    log.append(batchAt(3, 1_000, "d"));
    log.sync();

    assertThat(log.offsetForTimestamp(log.snapshot(), 2_000, 1, 4, Decompressor.NONE).offset())
        .isEqualTo(1);
    assertThat(log.offsetForTimestamp(log.snapshot(), 2_000, 3, 4, Decompressor.NONE))
        .isEqualTo(TimestampedOffset.NONE);
    assertThat(log.maxTimestamp(log.snapshot(), 3, 4, Decompressor.NONE))
        .isEqualTo(new TimestampedOffset(3, 1_000));
    log.close();
  }

  @Test
  void aGzipBatchThatIsNoneIsDamagedAndNotTakenForEmpty() throws Exception {
    PartitionLog log = open().log();
    log.append(at(0, ForeignBatches.opaque(ForeignBatches.GZIP, 2_000, 3)));

    assertThatThrownBy(() -> TestBatches.values(log)).hasMessageContaining("gzip batch");
    log.close();
  }
}
