package dev.waybill.log.dump;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.waybill.log.TestBatches;
import dev.waybill.log.record.Compression;
import dev.waybill.log.record.ControlRecords;
import dev.waybill.log.record.RecordBatch;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SegmentDumpTest {
  private static final FileTime LONG_AGO = FileTime.fromMillis(1_000_000);
  private static final int HEADER_BYTES = 61;

  private record Kept(Path file, byte[] bytes) {}

  @TempDir Path directory;
  private final List<Kept> kept = new ArrayList<>();
  private final List<DumpedBatch> batches = new ArrayList<>();
  private final List<DumpedSegment> segments = new ArrayList<>();

  private Path segment(long baseOffset, byte[]... parts) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.write(part);
    }
    Path file = directory.resolve("%020d.log".formatted(baseOffset));
    Files.write(file, all.toByteArray());
    Files.setLastModifiedTime(file, LONG_AGO);
    kept.add(new Kept(file, all.toByteArray()));
    return file;
  }

  private static byte[] batch(long offset, String... values) {
    return bytes(TestBatches.batch(offset, values));
  }

  private static byte[] bytes(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.duplicate().get(bytes);
    return bytes;
  }

  private int dump(Path path) throws IOException {
    return SegmentDump.walk(
        path,
        new SegmentDump.Visitor() {
          @Override
          public void batch(DumpedBatch batch) {
            batches.add(batch);
          }

          @Override
          public void segment(DumpedSegment segment) {
            segments.add(segment);
          }
        });
  }

  @AfterEach
  void nothingIsModified() throws IOException {
    for (Kept file : kept) {
      assertThat(Files.readAllBytes(file.file())).isEqualTo(file.bytes());
      assertThat(Files.getLastModifiedTime(file.file())).isEqualTo(LONG_AGO);
    }
    try (var entries = Files.list(directory)) {
      assertThat(entries)
          .containsExactlyInAnyOrderElementsOf(kept.stream().map(Kept::file).toList());
    }
  }

  @Test
  void aSoundSegmentIsDescribedBatchByBatch() throws Exception {
    byte[] first = batch(5, "a", "b");
    byte[] second = batch(7, "c");
    Path file = segment(5, first, second);

    int files = dump(file);

    assertThat(files).isEqualTo(1);
    assertThat(batches)
        .extracting(DumpedBatch::position, DumpedBatch::baseOffset, DumpedBatch::lastOffset)
        .containsExactly(tuple(0L, 5L, 6L), tuple((long) first.length, 7L, 7L));
    assertThat(batches).allMatch(batch -> batch.crcValid() && batch.problem().isEmpty());
    DumpedSegment sum = segments.get(0);
    assertThat(sum.isSound()).isTrue();
    assertThat(sum.records()).isEqualTo(3);
    assertThat(sum.firstOffset()).isEqualTo(5);
    assertThat(sum.lastOffset()).isEqualTo(7);
  }

  @Test
  void aTornTailIsReportedWithItsPosition() throws Exception {
    byte[] whole = batch(0, "a");
    byte[] torn = batch(1, "b");
    Path file = segment(0, whole, Arrays.copyOf(torn, torn.length - 1));

    dump(file);

    assertThat(batches).hasSize(1);
    DumpedSegment sum = segments.get(0);
    assertThat(sum.isSound()).isFalse();
    assertThat(sum.tornPosition()).isEqualTo(whole.length);
    assertThat(sum.problem()).isPresent();
  }

  @Test
  void aFlippedBitIsReportedAndTheBatchesBehindItAreStillShown() throws Exception {
    byte[] damaged = batch(0, "a");
    damaged[damaged.length - 2] ^= 4;
    Path file = segment(0, damaged, batch(1, "b"));

    dump(file);

    assertThat(batches).extracting(DumpedBatch::crcValid).containsExactly(false, true);
    assertThat(batches.get(0).problem()).hasValueSatisfying(p -> assertThat(p).contains("CRC32C"));
    assertThat(segments.get(0).invalidBatches()).isEqualTo(1);
    assertThat(segments.get(0).isSound()).isFalse();
  }

  @Test
  void markersOfTransactionsAreNamed() throws Exception {
    ByteBuffer commit =
        ControlRecords.endTransaction(ControlRecords.Type.COMMIT, 9, (short) 3, 0, 1000);
    RecordBatch.at(commit, 0).setBaseOffset(1);
    Path file = segment(0, batch(0, "a"), bytes(commit));

    dump(file);

    assertThat(batches.get(0).control()).isEmpty();
    assertThat(batches.get(1).control()).contains(ControlRecords.Type.COMMIT);
    assertThat(batches.get(1).producerId()).isEqualTo(9);
    assertThat(batches.get(1).producerEpoch()).isEqualTo((short) 3);
    assertThat(segments.get(0).isSound()).isTrue();
  }

  @Test
  void aBatchThatCannotBeDecompressedHereIsDescribedByItsHeader() throws Exception {
    byte[] packed = batch(0, "a");
    int zstd = 4;
    ByteBuffer header = ByteBuffer.wrap(packed).putShort(21, (short) zstd);
    CRC32C crc = new CRC32C();
    crc.update(packed, 21, packed.length - 21);
    header.putInt(17, (int) crc.getValue());

    dump(segment(0, packed));

    assertThat(batches.get(0).compression()).isEqualTo(Compression.ZSTD);
    assertThat(batches.get(0).count()).isEqualTo(1);
    assertThat(batches.get(0).sizeBytes()).isGreaterThan(HEADER_BYTES);
    assertThat(segments.get(0).isSound()).isTrue();
  }

  @Test
  void aDirectoryIsWalkedInOrderAndAGapBetweenSegmentsIsReported() throws Exception {
    segment(0, batch(0, "a", "b"));
    segment(2, batch(2, "c"));
    segment(9, batch(9, "d"));

    int files = dump(directory);

    assertThat(files).isEqualTo(3);
    assertThat(segments).extracting(DumpedSegment::firstOffset).containsExactly(0L, 2L, 9L);
    assertThat(segments).extracting(DumpedSegment::isSound).containsExactly(true, true, false);
    assertThat(batches.get(2).problem()).contains("expected base offset 3, found 9");
  }

  @Test
  void aDirectoryWithoutSegmentsAndAMissingPathAreRefused() {
    assertThatThrownBy(() -> dump(directory))
        .isInstanceOf(NoSuchFileException.class)
        .hasMessageContaining("expected segment files");
    assertThatThrownBy(() -> dump(directory.resolve("missing")))
        .isInstanceOf(NoSuchFileException.class);
    assertThat(batches).isEmpty();
  }
}
