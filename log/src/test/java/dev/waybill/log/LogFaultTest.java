package dev.waybill.log;

import static dev.waybill.log.TestBatches.batch;
import static dev.waybill.log.TestBatches.values;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.log.segment.SegmentNames;
import dev.waybill.log.storage.CorruptLogException;
import dev.waybill.log.storage.SimulatedStorage;
import dev.waybill.log.storage.SimulatedStorage.Fault;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LogFaultTest {
  private static final LogSettings SETTINGS = LogSettings.defaults().withIndexIntervalBytes(64);
  private static final int BATCHES = 10;
  private static final int DAMAGED = 5;

  /** Where in a batch's header a field begins. */
  private static final int LAST_OFFSET_DELTA = 23;

  private static final int MAX_TIMESTAMP = 35;

  private static PartitionLog.Opened open(SimulatedStorage disk, long hint) throws IOException {
    return PartitionLog.open(disk, "p", SETTINGS, hint, BatchVisitor.NONE);
  }

  @Test
  void aFailedSyncIsFinalAndRecoveryRewritesWhatTheKernelForgot() throws Exception {
    SimulatedStorage disk = new SimulatedStorage();
    PartitionLog log = open(disk, 0).log();
    log.append(batch(0, "synced"));
    log.sync();
    log.append(batch(1, "forgotten"));
    disk.failSync(1);

    assertThatThrownBy(log::sync)
        .isInstanceOf(LogFailedException.class)
        .hasMessageContaining("Messages before offset 1 are durable");
    assertThatThrownBy(log::sync).isInstanceOf(LogFailedException.class);
    assertThatThrownBy(() -> log.append(batch(2, "more"))).isInstanceOf(LogFailedException.class);
    assertThat(disk.faults(Fault.SYNC_FAILED)).isEqualTo(1);

    SimulatedStorage killed = disk.kill();
    PartitionLog.Opened again = open(killed, 1);
    assertThat(again.recovery().rewrittenBytes()).isPositive();
    assertThat(values(again.log())).containsExactly("synced", "forgotten");
    PartitionLog.Opened afterPowerLoss = open(killed.crash(new Random(1)), 2);
    assertThat(values(afterPowerLoss.log())).containsExactly("synced", "forgotten");
  }

  @Test
  void aFullDiskLosesNothingSynced() throws Exception {
    SimulatedStorage disk = new SimulatedStorage();
    PartitionLog log = open(disk, 0).log();
    log.append(batch(0, "synced"));
    log.sync();
    disk.limitBytes(100);

    assertThatThrownBy(() -> log.append(batch(1, "x".repeat(200))))
        .isInstanceOf(LogFailedException.class)
        .hasMessageContaining("No space left");
    assertThat(disk.faults(Fault.DISK_FULL)).isEqualTo(1);
    assertThat(values(log)).containsExactly("synced");

    PartitionLog.Opened again = open(disk.kill(), 1);
    assertThat(again.recovery().truncatedBytes()).isEqualTo(100);
    assertThat(values(again.log())).containsExactly("synced");
  }

  @Test
  void noFlippedBitYieldsAWrongValueOrSilentLoss() throws Exception {
    SimulatedStorage disk = new SimulatedStorage();
    PartitionLog written = open(disk, 0).log();
    for (int i = 0; i < 3; i++) {
      written.append(batch(2L * i, "a" + i, "b" + i));
    }
    written.sync();
    List<String> whole = values(written);
    String path = SegmentNames.path("p", 0, SegmentNames.LOG);
    long bits = disk.size(path) * 8;
    int noticed = 0;
    for (long bit = 0; bit < bits; bit++) {
      SimulatedStorage damaged = disk.kill();
      damaged.flipBit(path, bit);
      PartitionLog.Opened opened = open(damaged, 6);
      LogSnapshot snapshot = opened.log().snapshot();
      List<String> read = new ArrayList<>();
      boolean told = false;
      try {
        TestBatches.read(opened.log(), snapshot, 0, snapshot.writtenEndOffset());
        read.addAll(values(opened.log()));
      } catch (CorruptLogException e) {
        told = true;
        long end = e.offset();
        TestBatches.read(opened.log(), snapshot, 0, end).forEach(r -> read.add(r.value()));
      }
      assertThat(whole.subList(0, read.size())).as("bit %d", bit).isEqualTo(read);
      assertThat(told || read.size() == 6).as("bit %d: told, or nothing is missing", bit).isTrue();
      assertThat(told).isEqualTo(opened.recovery().damage().isPresent());
      noticed += told ? 1 : 0;
    }
    // All but the leader epochs, four bytes of each of three batches.
    assertThat(noticed).isEqualTo((int) bits - 3 * 32);
  }

  @Test
  void lookupByTimePassesOverNoBatchWhoseTimestampIsDamaged() throws Exception {
    SimulatedStorage disk = closedWithTenBatches();
    int reported = 0;

    for (int bit = 0; bit < Long.SIZE; bit++) {
      PartitionLog log = openedWithFlip(disk, MAX_TIMESTAMP, bit);
      for (int time = 0; time < BATCHES; time++) {
        try {
          assertThat(log.offsetForTimestamp(log.snapshot(), time, BATCHES).offset())
              .as("bit %d, time %d", bit, time)
              .isEqualTo(time);
        } catch (CorruptLogException e) {
          assertThat(e.offset()).isEqualTo(DAMAGED);
          reported++;
        }
      }
    }

    assertThat(reported).isGreaterThanOrEqualTo(Long.SIZE);
  }

  @Test
  void youngestMessageIsNotMissedForADamagedTimestamp() throws Exception {
    SimulatedStorage disk = closedWithTenBatches();
    int reported = 0;

    for (int bit = 0; bit < Long.SIZE; bit++) {
      PartitionLog log = openedWithFlip(disk, MAX_TIMESTAMP, bit);
      try {
        assertThat(log.maxTimestamp(log.snapshot(), DAMAGED + 1).offset())
            .as("bit %d", bit)
            .isEqualTo(DAMAGED);
      } catch (CorruptLogException e) {
        assertThat(e.offset()).isEqualTo(DAMAGED);
        reported++;
      }
    }

    assertThat(reported).isEqualTo(Long.SIZE);
  }

  @Test
  void batchWhoseLastOffsetIsDamagedIsNotTakenForTheEndOfTheLog() throws Exception {
    SimulatedStorage disk = closedWithTenBatches();
    int reported = 0;

    for (int bit = 0; bit < Integer.SIZE; bit++) {
      PartitionLog log = openedWithFlip(disk, LAST_OFFSET_DELTA, bit);
      LogSnapshot snapshot = log.snapshot();
      for (long from = 0; from < BATCHES; from++) {
        try {
          assertThat(log.read(snapshot, from, BATCHES, 1).remaining())
              .as("bit %d, read from %d", bit, from)
              .isPositive();
        } catch (CorruptLogException e) {
          reported++;
        }
        try {
          assertThat(log.slice(snapshot, from, BATCHES, 1).length())
              .as("bit %d, slice from %d", bit, from)
              .isPositive();
        } catch (CorruptLogException e) {
          reported++;
        }
      }
    }

    assertThat(reported).isGreaterThanOrEqualTo(Integer.SIZE);
  }

  /** A message each, a timestamp each, and nobody reads them at the next open. */
  private static SimulatedStorage closedWithTenBatches() throws IOException {
    SimulatedStorage disk = new SimulatedStorage();
    PartitionLog written = open(disk, 0).log();
    for (int i = 0; i < BATCHES; i++) {
      written.append(TestBatches.batchAt(i, i, "v" + i));
    }
    written.close(new byte[0]);
    return disk;
  }

  /** With one bit of a field of one batch's header flipped. */
  private static PartitionLog openedWithFlip(SimulatedStorage disk, int field, int bit)
      throws IOException {
    String path = SegmentNames.path("p", 0, SegmentNames.LOG);
    SimulatedStorage damaged = disk.kill();
    long batchBytes = damaged.size(path) / BATCHES;
    damaged.flipBit(path, (DAMAGED * batchBytes + field) * Byte.SIZE + bit);
    return open(damaged, BATCHES).log();
  }

  @Test
  void aRoundSyncsTheJournalOnlyAfterEveryPartition() {
    List<String> order = new ArrayList<>();
    Durable journal = () -> order.add("journal");
    SyncRounds rounds = SyncRounds.sequential();

    SyncOutcome good = rounds.run(List.of(() -> order.add("a"), () -> order.add("b")), journal);
    assertThat(good).isInstanceOf(SyncOutcome.Synced.class);
    assertThat(order).containsExactly("a", "b", "journal");

    Durable failing =
        () -> {
          throw new IOException("Input/output error");
        };
    SyncOutcome bad = rounds.run(List.of(() -> order.add("c"), failing), journal);
    assertThat(bad)
        .isInstanceOfSatisfying(
            SyncOutcome.Failed.class, f -> assertThat(f.cause()).hasMessage("Input/output error"));
    assertThat(order).containsExactly("a", "b", "journal", "c");
  }
}
