package dev.waybill.log.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.zip.CRC32C;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

class BatchFilterTest {
  private static final long BASE = 1_000;

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static RecordBatch batch(int records) {
    BatchBuilder builder = new BatchBuilder(128, 1024 * 1024);
    for (int i = 0; i < records; i++) {
      builder.tryAppend(50 + i, bytes("k" + i), bytes("v" + i), List.of());
    }
    RecordBatch batch = RecordBatch.at(builder.build(7, (short) 2, 40, true), 0);
    batch.setBaseOffset(BASE);
    batch.setPartitionLeaderEpoch(3);
    return batch;
  }

  private static RecordBatch packed(RecordBatch plain, int codec, byte[] records) {
    ByteBuffer to = ByteBuffer.allocate(BatchFormat.HEADER_BYTES + records.length);
    to.put(plain.bytes().limit(BatchFormat.HEADER_BYTES)).put(records).flip();
    to.putInt(BatchFormat.LENGTH, to.limit() - BatchFormat.LENGTH_OVERHEAD);
    to.putShort(BatchFormat.ATTRIBUTES, (short) (plain.attributes() | codec));
    CRC32C crc = new CRC32C();
    crc.update(to.array(), BatchFormat.ATTRIBUTES, to.limit() - BatchFormat.ATTRIBUTES);
    to.putInt(BatchFormat.CRC, (int) crc.getValue());
    return RecordBatch.at(to, 0);
  }

  private static RecordBatch gzip(RecordBatch plain) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      RecordBytes records = plain.recordBytes();
      gzip.write(records.array, records.start, records.length);
    }
    return packed(plain, 1, out.toByteArray());
  }

  private static RecordBatch retain(RecordBatch batch, Set<Long> offsets) {
    ByteBuffer kept =
        BatchFilter.retain(batch, Decompressor.NONE, cursor -> offsets.contains(cursor.offset()));
    RecordBatch filtered = RecordBatch.at(kept, 0);
    filtered.validateChecksum();
    return filtered;
  }

  private static List<String> contents(RecordBatch batch) {
    List<String> contents = new ArrayList<>();
    RecordCursor cursor = batch.records();
    while (cursor.next()) {
      contents.add(
          cursor.offset()
              + "@"
              + cursor.timestamp()
              + new String(cursor.key(), StandardCharsets.UTF_8)
              + new String(cursor.value(), StandardCharsets.UTF_8));
    }
    cursor.requireEnd();
    return contents;
  }

  @Test
  void keptRecordsStayAtTheirOffsetsWithTheirTimestamps() {
    RecordBatch filtered = retain(batch(5), Set.of(BASE + 1, BASE + 3));

    assertThat(contents(filtered)).containsExactly("1001@51k1v1", "1003@53k3v3");
    assertThat(filtered.maxTimestamp()).isEqualTo(53);
  }

  @Test
  void offsetsAndSequencesThatTheBatchCoversStay() {
    RecordBatch filtered = retain(batch(5), Set.of(BASE + 2));

    assertThat(filtered.baseOffset()).isEqualTo(BASE);
    assertThat(filtered.nextOffset()).isEqualTo(BASE + 5);
    assertThat(filtered.producerId()).isEqualTo(7);
    assertThat(filtered.producerEpoch()).isEqualTo((short) 2);
    assertThat(filtered.baseSequence()).isEqualTo(40);
    assertThat(filtered.partitionLeaderEpoch()).isEqualTo(3);
    assertThat(filtered.isTransactional()).isTrue();
  }

  @Test
  void aBatchThatLosesAllItsRecordsIsAHeaderThatCoversTheSameOffsets() {
    RecordBatch emptied = retain(batch(5), Set.of());

    assertThat(emptied.sizeInBytes()).isEqualTo(BatchFormat.HEADER_BYTES);
    assertThat(emptied.count()).isZero();
    assertThat(emptied.nextOffset()).isEqualTo(BASE + 5);
    assertThat(emptied.maxTimestamp()).isEqualTo(BatchFormat.NO_TIMESTAMP);
    assertThat(emptied.isTransactional()).isFalse();
    assertThat(contents(emptied)).isEmpty();
  }

  @Test
  void aBatchThatLosesNothingKeepsItsBytes() throws IOException {
    RecordBatch gzip = gzip(batch(3));

    ByteBuffer kept = BatchFilter.retain(gzip, Decompressor.NONE, cursor -> true);

    assertThat(kept).isEqualTo(gzip.bytes());
  }

  @Test
  void aGzipBatchStaysOneWhenItLosesARecord() throws IOException {
    RecordBatch filtered = retain(gzip(batch(3)), Set.of(BASE + 2));

    assertThat(filtered.compression()).isEqualTo(Compression.GZIP);
    assertThat(contents(filtered)).containsExactly("1002@52k2v2");
  }

  @Test
  void aCodecThatTheJdkHasNotIsNamed() {
    RecordBatch zstd = packed(batch(3), 4, bytes("not looked at"));

    assertThatThrownBy(() -> BatchFilter.retain(zstd, Decompressor.NONE, cursor -> true))
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessageContaining("ZSTD");
  }

  @Test
  void aPluggedInCodecIsDecodedAndWrittenAnewWithGzip() {
    RecordBatch plain = batch(3);
    RecordBatch zstd = packed(plain, 4, bytes("not looked at"));
    RecordBytes records = plain.recordBytes();

    ByteBuffer kept =
        BatchFilter.retain(
            zstd,
            (codec, packed) ->
                new ByteArrayInputStream(records.array, records.start, records.length),
            cursor -> cursor.offset() == BASE + 1);

    RecordBatch filtered = RecordBatch.at(kept, 0);
    assertThat(filtered.compression()).isEqualTo(Compression.GZIP);
    assertThat(contents(filtered)).containsExactly("1001@51k1v1");
  }

  @Test
  void aGapCoversItsOffsetsAndNamesNobody() {
    RecordBatch gap = RecordBatch.at(BatchFilter.gap(10, 4_000), 0);

    gap.validateChecksum();
    assertThat(gap.baseOffset()).isEqualTo(10);
    assertThat(gap.nextOffset()).isEqualTo(4_000);
    assertThat(gap.producerId()).isEqualTo(BatchFormat.NO_PRODUCER);
    assertThat(contents(gap)).isEmpty();
  }

  @Test
  void aSettledBatchBelongsToNoTransaction() {
    RecordBatch batch = batch(2);

    RecordBatch settled = RecordBatch.at(BatchFilter.settled(batch.bytes()), 0);

    settled.validateChecksum();
    assertThat(settled.isTransactional()).isFalse();
    assertThat(contents(settled)).hasSize(2);
  }

  @Test
  void aMarkerIsRefused() {
    RecordBatch marker =
        RecordBatch.at(
            ControlRecords.endTransaction(ControlRecords.Type.COMMIT, 7, (short) 2, 0, 50), 0);

    assertThatThrownBy(() -> BatchFilter.retain(marker, Decompressor.NONE, cursor -> false))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("control batch");
  }

  @Test
  void anyRecordsTakenOutInAnyNumberOfStepsLeaveTheRest() {
    long seed = Long.getLong("waybill.seed", System.nanoTime());
    Random random = new Random(seed);
    for (int round = 0; round < 200; round++) {
      RecordBatch batch = batch(1 + random.nextInt(300));
      TreeMap<Long, String> model = new TreeMap<>();
      contents(batch).forEach(text -> model.put(Long.parseLong(text.split("@", 2)[0]), text));
      for (int step = 0; step < 3; step++) {
        model.keySet().removeIf(offset -> random.nextInt(3) == 0);
        batch = retain(batch, model.keySet());
        assertThat(contents(batch))
            .as("-Dwaybill.seed=%d", seed)
            .containsExactlyElementsOf(model.values());
        assertThat(batch.baseOffset()).as("-Dwaybill.seed=%d", seed).isEqualTo(BASE);
      }
    }
  }
}
