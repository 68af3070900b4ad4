package dev.waybill.log;

import static dev.waybill.log.TestBatches.batch;
import static dev.waybill.log.TestBatches.batchAt;
import static dev.waybill.log.TestBatches.values;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.log.record.RecordBatch;
import dev.waybill.log.record.RecordBatches;
import dev.waybill.log.storage.DirectoryStorage;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PartitionLogTest {
  private static final LogSettings SMALL =
      LogSettings.defaults().withSegmentBytes(400).withIndexIntervalBytes(64);

  @TempDir Path directory;
  private DirectoryStorage storage;

  @BeforeEach
  void openStorage() throws Exception {
    storage = DirectoryStorage.open(directory);
  }

  private PartitionLog.Opened open() throws Exception {
    return PartitionLog.open(storage, "t/0", SMALL, 0, BatchVisitor.NONE);
  }

  private PartitionLog filled(int batches) throws Exception {
    PartitionLog log = open().log();
    for (int i = 0; i < batches; i++) {
      log.append(batch(i * 2L, "a" + i, "b" + i));
    }
    log.sync();
    return log;
  }

  @Test
  void whatWasAppendedIsReadAgainAfterReopening() throws Exception {
    PartitionLog log = filled(20);
    assertThat(values(log)).hasSize(40).startsWith("a0", "b0").endsWith("a19", "b19");
    log.close();

    PartitionLog.Opened again = open();

    assertThat(values(again.log())).hasSize(40).startsWith("a0", "b0").endsWith("a19", "b19");
    assertThat(again.recovery().scannedBatches()).isEqualTo(20);
    again.log().close();
  }

  @Test
  void aCleanlyClosedLogOpensWithoutScanningAndGivesTheAttachmentBack() throws Exception {
    filled(20).close("state".getBytes(StandardCharsets.UTF_8));
    List<String> restored = new ArrayList<>();
    BatchVisitor visitor =
        new BatchVisitor() {
          @Override
          public void restore(long offset, byte[] attachment) {
            restored.add(offset + ":" + new String(attachment, StandardCharsets.UTF_8));
          }

          @Override
          public void batch(RecordBatch batch) {
            restored.add(batch.toString());
          }
        };

    PartitionLog.Opened opened = PartitionLog.open(storage, "t/0", SMALL, 0, visitor);

    assertThat(opened.recovery().clean()).isTrue();
    assertThat(restored).containsExactly("40:state");
    assertThat(values(opened.log())).hasSize(40);
    opened.log().append(batch(40, "more"));
    assertThat(values(opened.log())).hasSize(41);
    opened.log().close();
  }

  @Test
  void batchesBehindACheckpointInTheMiddleAreShownAgain() throws Exception {
    PartitionLog log = filled(20);
    log.checkpoint(14, new byte[] {1});
    log.close();
    List<Long> shown = new ArrayList<>();

    PartitionLog.Opened opened =
        PartitionLog.open(storage, "t/0", SMALL, 0, batch -> shown.add(batch.baseOffset()));

    assertThat(shown).isEqualTo(LongStream.range(7, 20).map(i -> 2 * i).boxed().toList());
    assertThat(opened.recovery().rewrittenBytes()).isZero();
    opened.log().close();
  }

  @Test
  void segmentsRollBySizeAndByAge() throws Exception {
    PartitionLog bySize = filled(20);
    assertThat(bySize.snapshot().segmentCount()).isGreaterThan(3);
    bySize.close();

    LogSettings aged = LogSettings.defaults().withSegmentAge(Duration.ofMillis(100));
    PartitionLog byAge = PartitionLog.open(storage, "t/1", aged, 0, BatchVisitor.NONE).log();
    byAge.append(batchAt(0, 1000, "a"));
    byAge.append(batchAt(1, 1100, "b"));
    byAge.append(batchAt(2, 1101, "c"));
    assertThat(byAge.snapshot().segmentCount()).isEqualTo(2);
    byAge.close();
  }

  @Test
  void oneAppendOfManyBuffersRollsWhereItMustAndKeepsThePositions() throws Exception {
    PartitionLog log = open().log();
    ByteBuffer two = ByteBuffer.allocate(2 * batch(0, "x".repeat(150)).remaining());
    two.put(batch(0, "x".repeat(150))).put(batch(1, "y".repeat(150))).flip();
    ByteBuffer third = batch(2, "z".repeat(150));

    log.append(new ByteBuffer[] {two, third});

    assertThat(values(log)).containsExactly("x".repeat(150), "y".repeat(150), "z".repeat(150));
    assertThat(log.snapshot().segmentCount()).isGreaterThan(1);
    assertThat(two.position()).isZero();
    log.close();
  }

  @Test
  void anAppendThatDoesNotContinueTheLogIsRefusedAndNothingIsWritten() throws Exception {
    PartitionLog log = filled(1);

    assertThatThrownBy(() -> log.append(batch(3, "gap")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected a batch with base offset 2, found 3");

    log.append(batch(2, "next"));
    assertThat(values(log)).containsExactly("a0", "b0", "next");
    log.close();
  }

  @Test
  void aReadStartsWithTheBatchOfTheOffsetAndStopsBeforeTheLimit() throws Exception {
    PartitionLog log = filled(20);
    LogSnapshot snapshot = log.snapshot();

    RecordBatch first = RecordBatch.at(log.read(snapshot, 7, 40, 1), 0);
    assertThat(first.baseOffset()).isEqualTo(6);
    assertThat(log.read(snapshot, 6, 7, 1000).remaining()).isZero();
    assertThat(log.read(snapshot, 40, 40, 1000).remaining()).isZero();
    for (RecordBatch batch : RecordBatches.in(log.read(snapshot, 0, 4, 10_000))) {
      assertThat(batch.lastOffset()).isLessThan(4);
    }
    log.close();
  }

  @Test
  void anOffsetOutOfRangeNamesTheValidRange() throws Exception {
    PartitionLog log = filled(3);

    assertThatThrownBy(() -> log.read(log.snapshot(), 7, 100, 1000))
        .isInstanceOfSatisfying(
            OffsetOutOfRangeException.class,
            e -> {
              assertThat(e.firstOffset()).isZero();
              assertThat(e.endOffset()).isEqualTo(6);
            })
        .hasMessageContaining("expected an offset from 0 to 6, found 7");
    log.close();
  }

  @Test
  void aSliceSendsTheSameBytesAsARead() throws Exception {
    PartitionLog log = filled(20);
    LogSnapshot snapshot = log.snapshot();
    for (long from = 0; from < 40; from += 3) {
      for (int maxBytes : new int[] {1, 100, 170, 100_000}) {
        for (long to : new long[] {from + 1, from + 4, 40}) {
          FileSlice slice = log.slice(snapshot, from, to, maxBytes);
          ByteArrayOutputStream sent = new ByteArrayOutputStream();
          slice.transferTo(0, Channels.newChannel(sent));
          ByteBuffer read = log.read(snapshot, from, to, maxBytes);
          assertThat(ByteBuffer.wrap(sent.toByteArray()))
              .as("from %d to %d, %d bytes", from, to, maxBytes)
              .isEqualTo(read);
        }
      }
    }
    log.close();
  }

  @Test
  void deletedMessagesStayDeletedAfterReopening() throws Exception {
    PartitionLog log = filled(20);
    LogSnapshot before = log.snapshot();

    assertThat(log.deleteBefore(15)).isEqualTo(15);

    assertThat(log.snapshot().segmentCount()).isLessThan(before.segmentCount());
    assertThatThrownBy(() -> log.read(before, 0, 40, 1000))
        .isInstanceOf(OffsetOutOfRangeException.class);
    assertThat(TestBatches.readAll(log).get(0).offset()).isEqualTo(15);
    log.close();
    PartitionLog again = open().log();
    assertThat(again.snapshot().logStartOffset()).isEqualTo(15);
    assertThat(TestBatches.readAll(again)).hasSize(25);
    again.close();
  }

  @Test
  void aLogDeletedToItsEndGoesOnThere() throws Exception {
    PartitionLog log = filled(5);
    log.deleteBefore(10);
    log.close();

    PartitionLog again = open().log();

    assertThat(again.snapshot().logStartOffset()).isEqualTo(10);
    assertThat(again.snapshot().writtenEndOffset()).isEqualTo(10);
    again.append(batch(10, "next"));
    assertThat(values(again)).containsExactly("next");
    again.close();
  }

  @Test
  void retentionGivesUpWholeSegmentsByTimeAndBySizeButNotPastTheLimit() throws Exception {
    PartitionLog log = filled(20);
    RetentionSettings forever = RetentionSettings.forever();
    long size = log.snapshot().sizeBytes();

    assertThat(log.retentionOffset(1_000_000, forever, 40)).isZero();
    long bySize = log.retentionOffset(0, forever.withBytes(size / 2), 40);
    assertThat(bySize).isBetween(10L, 20L);
    long byTime = log.retentionOffset(1030, forever.withTime(Duration.ofSeconds(1)), 40);
    assertThat(byTime).isBetween(20L, 30L);
    assertThat(log.retentionOffset(1_000_000, forever.withTime(Duration.ofSeconds(1)), 40))
        .isEqualTo(40);
    assertThat(log.retentionOffset(1_000_000, forever.withTime(Duration.ofSeconds(1)), 9))
        .isLessThanOrEqualTo(9);
    log.close();
  }

  @Test
  void truncationRemovesWholeBatchesForGood() throws Exception {
    PartitionLog log = filled(20);
    log.checkpoint(40, new byte[0]);

    assertThat(log.truncateTo(15)).isEqualTo(14);

    assertThat(values(log)).hasSize(14).endsWith("a6", "b6");
    log.append(batch(14, "new"));
    log.close();
    PartitionLog.Opened again = open();
    assertThat(again.recovery().damage()).isEmpty();
    assertThat(values(again.log())).hasSize(15).endsWith("b6", "new");
    again.log().close();
  }

  @Test
  void timestampsFindTheFirstRecordThatIsNotOlder() throws Exception {
    PartitionLog log = open().log();
    log.append(batchAt(0, 100, "a", "b", "c"));
    log.append(batchAt(3, 50, "late"));
    log.append(batchAt(4, 200, "d", "e"));
    LogSnapshot snapshot = log.snapshot();

    assertThat(log.offsetForTimestamp(snapshot, 0, 6).offset()).isZero();
    assertThat(log.offsetForTimestamp(snapshot, 101, 6)).isEqualTo(new TimestampedOffset(1, 101));
    assertThat(log.offsetForTimestamp(snapshot, 103, 6)).isEqualTo(new TimestampedOffset(4, 200));
    assertThat(log.offsetForTimestamp(snapshot, 103, 4)).isEqualTo(TimestampedOffset.NONE);
    assertThat(log.offsetForTimestamp(snapshot, 202, 6)).isEqualTo(TimestampedOffset.NONE);
    assertThat(log.maxTimestamp(snapshot, 6)).isEqualTo(new TimestampedOffset(5, 201));
    assertThat(log.maxTimestamp(snapshot, 4)).isEqualTo(new TimestampedOffset(2, 102));
    log.close();
  }

  @Test
  void aMissingOrGarbledIndexIsRebuiltFromTheLog() throws Exception {
    PartitionLog log =
        PartitionLog.open(
                storage, "t/0", LogSettings.defaults().withIndexIntervalBytes(64), 0, batch -> {})
            .log();
    for (int i = 0; i < 500; i++) {
      log.append(batch(i * 2L, "a" + i, "b" + i));
    }
    log.close(new byte[0]);
    Path index = directory.resolve("t/0/00000000000000000000.index");
    Path timeIndex = directory.resolve("t/0/00000000000000000000.timeindex");
    byte[] good = Files.readAllBytes(index);
    byte[] goodTimes = Files.readAllBytes(timeIndex);
    assertThat(good).hasSizeGreaterThan(3000);

    for (byte[] bad : new byte[][] {null, new byte[good.length], {1, 2, 3}, reversed(good)}) {
      if (bad == null) {
        Files.delete(index);
        Files.delete(timeIndex);
      } else {
        Files.write(index, bad);
        Files.write(timeIndex, bad);
      }
      PartitionLog again = open().log();
      assertThat(RecordBatch.at(again.read(again.snapshot(), 901, 1000, 100), 0).baseOffset())
          .isEqualTo(900);
      assertThat(again.offsetForTimestamp(again.snapshot(), 951, 1000).offset()).isEqualTo(951);
      again.close(new byte[0]);
      assertThat(Files.size(index)).isGreaterThan(good.length / 2);
      assertThat(Files.size(timeIndex)).isGreaterThan(goodTimes.length / 2);
    }
  }

  private static byte[] reversed(byte[] bytes) {
    byte[] reversed = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      reversed[i] = bytes[bytes.length - 1 - i];
    }
    return reversed;
  }

  @Test
  void damageBelowTheMarkIsReportedAndNothingBehindItIsServedOrWritten() throws Exception {
    PartitionLog log = filled(20);
    log.close();
    Path file = directory.resolve("t/0/00000000000000000000.log");
    byte[] bytes = Files.readAllBytes(file);
    int second = RecordBatch.at(ByteBuffer.wrap(bytes), 0).sizeInBytes();
    bytes[second + 70] ^= 1;
    Files.write(file, bytes);

    PartitionLog.Opened opened = PartitionLog.open(storage, "t/0", SMALL, 40, BatchVisitor.NONE);

    PartitionLog damaged = opened.log();
    LogSnapshot snapshot = damaged.snapshot();
    assertThat(opened.recovery().damage()).isPresent();
    assertThat(RecordBatch.at(damaged.read(snapshot, 0, 40, 1000), 0).lastOffset()).isEqualTo(1);
    for (long offset : new long[] {2, 3, 20, 39}) {
      assertThatThrownBy(() -> damaged.read(snapshot, offset, 40, 1000))
          .hasMessageContaining("is damaged at byte " + second + " (offset 2)")
          .hasMessageContaining("CRC32C");
    }
    assertThatThrownBy(() -> damaged.append(batch(2, "x"))).hasMessageContaining("is damaged");
    assertThat(Files.readAllBytes(file)).isEqualTo(bytes);
    damaged.close();
  }

  @Test
  void aTornTailAboveTheMarkIsCutOff() throws Exception {
    PartitionLog log = filled(3);
    log.close();
    Path file = directory.resolve("t/0/00000000000000000000.log");
    byte[] bytes = Files.readAllBytes(file);
    Files.write(file, java.util.Arrays.copyOf(bytes, bytes.length - 5));

    PartitionLog.Opened opened = PartitionLog.open(storage, "t/0", SMALL, 4, BatchVisitor.NONE);

    assertThat(opened.recovery().truncatedBytes()).isPositive();
    assertThat(opened.recovery().damage()).isEmpty();
    assertThat(values(opened.log())).containsExactly("a0", "b0", "a1", "b1");
    opened.log().append(batch(4, "again"));
    assertThat(values(opened.log())).endsWith("b1", "again");
    opened.log().close();
  }

  @Test
  void aDeletedPartitionLeavesNothing() throws Exception {
    PartitionLog log = filled(20);
    log.checkpoint(40, new byte[3]);

    log.delete();

    assertThat(directory.resolve("t/0")).doesNotExist();
  }
}
