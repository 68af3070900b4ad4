package dev.waybill.log.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32C;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

class RecordBatchTest {
  private static final RecordHeader HEADER = new RecordHeader("h", bytes("x"));

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static BatchBuilder builder() {
    return new BatchBuilder(128, 1024 * 1024);
  }

  @Test
  void aBatchHasTheBytesThatTheFormatPrescribes() {
    BatchBuilder builder = builder();
    builder.tryAppend(1000, bytes("k"), bytes("v"), List.of(HEADER));
    builder.tryAppend(1003, null, bytes("ab"), List.of());

    ByteBuffer batch = builder.build(7, (short) 2, 5, true);

    // Written by hand from the protocol guide; zigzag doubles: 1 -> 02, -1 -> 01, 3 -> 06.
    String fromAttributes =
        "0010" // transactional
            + "00000001" // last offset delta
            + "00000000000003e8" // base timestamp 1000
            + "00000000000003eb" // max timestamp 1003
            + "0000000000000007" // producer id
            + "0002" // producer epoch
            + "00000005" // base sequence
            + "00000002" // records
            // length 12, attributes, ts +0, offset +0, key "k", value "v", 1 header "h" = "x"
            + "18"
            + "00"
            + "00"
            + "00"
            + "02"
            + "6b"
            + "02"
            + "76"
            + "02"
            + "02"
            + "68"
            + "02"
            + "78"
            // length 8, attributes, ts +3, offset +1, null key, value "ab", no headers
            + "10"
            + "00"
            + "06"
            + "02"
            + "01"
            + "04"
            + "6162"
            + "00";
    byte[] covered = HexFormat.of().parseHex(fromAttributes);
    CRC32C crc = new CRC32C();
    crc.update(covered);
    String expected =
        "0000000000000000" // base offset
            + HexFormat.of().toHexDigits(covered.length + 9) // leader epoch, magic, CRC
            + "00000000" // leader epoch
            + "02" // magic
            + HexFormat.of().toHexDigits((int) crc.getValue())
            + fromAttributes;
    byte[] actual = new byte[batch.remaining()];
    batch.get(actual);
    assertThat(HexFormat.of().formatHex(actual)).isEqualTo(expected);
  }

  @Test
  void aStampedBatchIsSoundAndItsRecordsCarryTheTimeOfTheAppend() {
    BatchBuilder builder = builder();
    builder.tryAppend(1000, bytes("k"), bytes("v"), List.of());
    builder.tryAppend(2000, null, bytes("w"), List.of());
    RecordBatch batch = RecordBatch.at(builder.build(), 0);

    batch.stampAppendTime(77_000);
    batch.stampAppendTime(78_000);

    batch.validate();
    assertThat(batch.isLogAppendTime()).isTrue();
    RecordCursor cursor = batch.records();
    while (cursor.next()) {
      assertThat(cursor.timestamp()).isEqualTo(78_000);
    }
  }

  @Test
  void recordsComeBackAsTheyWereAppended() {
    BatchBuilder builder = builder();
    Random random = new Random(1);
    byte[][] values = new byte[300][];
    for (int i = 0; i < values.length; i++) {
      values[i] = i % 7 == 0 ? null : new byte[random.nextInt(400)];
      if (values[i] != null) {
        random.nextBytes(values[i]);
      }
      boolean added =
          builder.tryAppend(
              1000 - i * 37L,
              i % 3 == 0 ? null : bytes("key" + i),
              values[i],
              i % 5 == 0 ? List.of(HEADER, new RecordHeader("n", null)) : List.of());
      assertThat(added).isTrue();
    }
    RecordBatch batch = RecordBatch.at(builder.build(), 0);
    batch.validate();
    batch.setBaseOffset(50);
    assertThat(batch.isCrcValid()).isTrue();
    assertThat(batch.lastOffset()).isEqualTo(349);

    RecordCursor cursor = batch.records();
    for (int i = 0; i < values.length; i++) {
      assertThat(cursor.next()).isTrue();
      assertThat(cursor.offset()).isEqualTo(50 + i);
      assertThat(cursor.timestamp()).isEqualTo(1000 - i * 37L);
      assertThat(cursor.key()).isEqualTo(i % 3 == 0 ? null : bytes("key" + i));
      assertThat(cursor.value()).isEqualTo(values[i]);
      assertThat(cursor.headers()).hasSize(i % 5 == 0 ? 2 : 0);
    }
    assertThat(cursor.next()).isFalse();
  }

  @Test
  void aFullBatchRefusesTheRecordAndStaysAsItIs() {
    BatchBuilder builder = new BatchBuilder(64, 200);
    assertThat(builder.tryAppend(0, null, new byte[100], List.of())).isTrue();
    int size = builder.sizeBytes();

    assertThat(builder.tryAppend(0, null, new byte[100], List.of())).isFalse();

    assertThat(builder.sizeBytes()).isEqualTo(size);
    RecordBatch.at(builder.build(), 0).validate();
    builder.reset();
    assertThat(builder.tryAppend(0, null, new byte[100], List.of())).isTrue();
  }

  @Test
  void theSizeOfALoneRecordIsExact() {
    BatchBuilder builder = builder();
    builder.tryAppend(9, bytes("key"), new byte[1000], List.of(HEADER));

    assertThat(BatchBuilder.sizeAlone(bytes("key"), new byte[1000], List.of(HEADER)))
        .isEqualTo(builder.sizeBytes());
  }

  @Test
  void everyFlippedBitOfABatchIsNoticedOrHarmless() {
    BatchBuilder builder = builder();
    builder.tryAppend(1000, bytes("key"), bytes("value"), List.of(HEADER));
    builder.tryAppend(1001, null, bytes("other"), List.of());
    ByteBuffer original = builder.build(7, (short) 2, 5, false);
    byte[] bytes = new byte[original.remaining()];
    original.get(bytes);
    int noticed = 0;
    for (int bit = 0; bit < bytes.length * 8; bit++) {
      byte[] flipped = bytes.clone();
      flipped[bit / 8] ^= (byte) (1 << bit % 8);
      try {
        RecordBatch.at(ByteBuffer.wrap(flipped), 0).validate();
        // Base offset and leader epoch are the log's to assign and not covered.
        assertThat(bit / 8)
            .satisfiesAnyOf(
                at -> assertThat(at).isLessThan(8), at -> assertThat(at).isBetween(12, 15));
      } catch (InvalidBatchException e) {
        noticed++;
      }
    }
    assertThat(noticed).isEqualTo((bytes.length - 12) * 8);
  }

  @Test
  void hostileRecordsNeverReadPastTheBatch() {
    Random random = new Random(3);
    BatchBuilder builder = builder();
    builder.tryAppend(1000, bytes("key"), bytes("value"), List.of(HEADER));
    ByteBuffer original = builder.build();
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = new byte[original.remaining()];
      original.duplicate().get(bytes);
      for (int n = 1 + random.nextInt(4); n > 0; n--) {
        bytes[BatchFormat.COUNT + random.nextInt(bytes.length - BatchFormat.COUNT)] =
            (byte) random.nextInt();
      }
      try {
        RecordCursor cursor = RecordBatch.at(ByteBuffer.wrap(bytes), 0).records();
        while (cursor.next()) {
          cursor.key();
          cursor.value();
          cursor.headers();
        }
      } catch (InvalidBatchException expected) {
        assertThat(expected).hasMessageContaining("expected");
      }
    }
  }

  @Test
  void aGzipBatchIsDecodedAndOtherCodecsAreNamed() throws Exception {
    BatchBuilder builder = builder();
    builder.tryAppend(5, null, bytes("packed"), List.of());
    ByteBuffer plain = builder.build();
    byte[] records = new byte[plain.remaining() - BatchFormat.HEADER_BYTES];
    plain.get(BatchFormat.HEADER_BYTES, records);
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
      gzip.write(records);
    }
    ByteBuffer batch = ByteBuffer.allocate(BatchFormat.HEADER_BYTES + packed.size());
    batch.put(plain.slice(0, BatchFormat.HEADER_BYTES)).put(packed.toByteArray()).flip();
    batch.putInt(BatchFormat.LENGTH, batch.limit() - BatchFormat.LENGTH_OVERHEAD);
    batch.putShort(BatchFormat.ATTRIBUTES, (short) 1);

    RecordCursor cursor = RecordBatch.at(batch, 0).records();
    assertThat(cursor.next()).isTrue();
    assertThat(cursor.value()).isEqualTo(bytes("packed"));

    batch.putShort(BatchFormat.ATTRIBUTES, (short) 4);
    assertThatThrownBy(() -> RecordBatch.at(batch, 0).records())
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessageContaining("ZSTD");
  }

  @Test
  void markersSayHowTheTransactionEnded() {
    for (ControlRecords.Type type :
        List.of(ControlRecords.Type.ABORT, ControlRecords.Type.COMMIT)) {
      RecordBatch marker =
          RecordBatch.at(ControlRecords.endTransaction(type, 9, (short) 3, 4, 77), 0);
      marker.validate();
      assertThat(marker.isControl()).isTrue();
      assertThat(marker.isTransactional()).isTrue();
      assertThat(marker.baseSequence()).isEqualTo(-1);
      assertThat(marker.producerId()).isEqualTo(9);
      assertThat(ControlRecords.type(marker)).isEqualTo(type);
      assertThat(ControlRecords.coordinatorEpoch(marker)).isEqualTo(4);
    }
  }
}
