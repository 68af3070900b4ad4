package dev.waybill.log;

import static dev.waybill.log.TestBatches.batch;
import static dev.waybill.log.TestBatches.values;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.log.segment.SegmentNames;
import dev.waybill.log.storage.SimulatedStorage;
import dev.waybill.log.storage.SimulatedStorage.Fault;
import dev.waybill.log.storage.StorageFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * A sync fails while something is taken away; the process starts again without a power loss, so
 * that it sees the page cache; the power fails later, and shows what the disk had all the time.
 */
class FailedSyncTest {
  private static final LogSettings SETTINGS = LogSettings.defaults().withSegmentBytes(300);
  private static final int POWER_LOSSES = 8;

  private static PartitionLog open(SimulatedStorage disk) throws IOException {
    return PartitionLog.open(disk, "p", SETTINGS, 0, BatchVisitor.NONE).log();
  }

  private interface Work {
    void on(SimulatedStorage disk) throws IOException;
  }

  /** Lets the first sync of the work fail, then the second, until it needs no more. */
  private static int failEachSync(Work prepare, Work work, Work check) throws IOException {
    int failed = 0;
    while (true) {
      SimulatedStorage disk = new SimulatedStorage();
      prepare.on(disk);
      SimulatedStorage failing = disk.kill().failSync(failed + 1);
      try {
        work.on(failing);
        assertThat(failing.faults(Fault.SYNC_FAILED)).isZero();
        return failed;
      } catch (IOException expected) {
        assertThat(failing.faults(Fault.SYNC_FAILED)).isEqualTo(1);
        failed++;
        check.on(failing.kill());
      }
    }
  }

  private static void appendAndLosePower(SimulatedStorage disk, int survivors) throws IOException {
    PartitionLog log = open(disk);
    int end = values(log).size();
    log.append(batch(end, "x"));
    log.sync();
    List<String> synced = values(log);
    assertThat(synced).endsWith("x").hasSizeGreaterThan(survivors);
    SimulatedStorage at = disk;
    for (int seed = 0; seed < POWER_LOSSES; seed++) {
      SimulatedStorage twin = at.kill();
      at = twin.kill();
      assertThat(values(open(twin.crash(new Random(seed))))).isEqualTo(synced);
    }
  }

  @Test
  void truncatedMessagesStayAwayWhicheverSyncOfTheTruncationFailed() throws Exception {
    Work prepare =
        disk -> {
          PartitionLog log = open(disk);
          for (int i = 0; i < 9; i++) {
            log.append(batch(i, Integer.toString(i)));
          }
          log.sync();
          assertThat(log.snapshot().segmentCount()).isEqualTo(3);
        };
    for (int target : new int[] {0, 1, 2, 3, 4, 6, 8}) {
      int failures =
          failEachSync(
              prepare,
              disk -> open(disk).truncateTo(target),
              disk -> appendAndLosePower(disk, target));
      assertThat(failures).isGreaterThan(5);
    }
  }

  @Test
  void aTailCutOffByARecoveryThatFailedStaysAway() throws Exception {
    for (int torn = 0; torn < 3; torn++) {
      int position = torn * batch(0, "a").remaining();
      Work prepare =
          disk -> {
            PartitionLog log = open(disk);
            log.append(new ByteBuffer[] {batch(0, "a"), batch(1, "b"), batch(2, "c")});
            log.sync();
            try (StorageFile file = disk.open(SegmentNames.path("p", 0, ".log"), false)) {
              file.write(ByteBuffer.wrap(new byte[70]), position);
              file.sync();
            }
          };
      int survivors = torn;
      int failures =
          failEachSync(
              prepare, disk -> open(disk).close(), disk -> appendAndLosePower(disk, survivors));
      assertThat(failures).isGreaterThan(2);
    }
  }
}
