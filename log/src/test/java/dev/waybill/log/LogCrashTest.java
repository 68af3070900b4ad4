package dev.waybill.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.log.storage.SimulatedStorage;
import dev.waybill.log.storage.SimulatedStorage.Fault;
import dev.waybill.log.storage.SimulatedStorage.PowerLostException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Power fails anywhere, also during recovery; what was synced is there, and nothing else. */
class LogCrashTest {

  @Test
  void afterAnyCrashTheLogHoldsEverythingSyncedAndNothingForeign() {
    Map<Fault, Integer> faults = new EnumMap<>(Fault.class);
    int[] crashes = new int[3];
    CrashSeeds.all()
        .forEach(
            seed -> {
              Run run = new Run(seed);
              try {
                run.play();
              } catch (Exception | AssertionError e) {
                throw new AssertionError("seed " + seed + ": " + run, e);
              }
              for (Fault fault : Fault.values()) {
                faults.merge(fault, run.disk.faults(fault), Integer::sum);
              }
              crashes[0] += run.crashes;
              crashes[1] += run.crashesInRecovery;
              crashes[2] += run.failedRecoveries;
            });

    assertThat(crashes[0]).as("crash states").isGreaterThan(2_000);
    assertThat(crashes[1]).as("crashes inside recovery").isGreaterThan(100);
    assertThat(crashes[2]).as("failed syncs inside recovery").isGreaterThan(100);
    for (Fault fault :
        List.of(
            Fault.WRITE_DROPPED,
            Fault.WRITE_TORN,
            Fault.WRITE_GARBLED,
            Fault.NAME_LOST,
            Fault.POWER_LOST,
            Fault.SYNC_FAILED)) {
      assertThat(faults.get(fault)).as("%s happened", fault).isGreaterThan(50);
    }
  }

  @Test
  void theSameSeedGivesTheSameHistory() throws Exception {
    for (long seed = 0; seed < 20; seed++) {
      Run one = new Run(seed);
      Run two = new Run(seed);
      one.play();
      two.play();
      assertThat(one.disk.historyHash()).isEqualTo(two.disk.historyHash()).isNotEqualTo(1);
      assertThat(one.values).isEqualTo(two.values);
    }
  }

  /** Several lives of one partition, and what it may hold. */
  private static final class Run {
    private final Random random;
    private final LogSettings settings;
    private final List<String> values = new ArrayList<>();
    private SimulatedStorage disk = new SimulatedStorage();
    private int crashes;
    private int crashesInRecovery;
    private int failedRecoveries;
    private int life;

    // Inclusive bounds of what recovery may find.
    private long startAtLeast;
    private long startAtMost;
    private long synced;
    private long hint;

    Run(long seed) {
      this.random = new Random(seed);
      this.settings =
          LogSettings.defaults()
              .withSegmentBytes(300 + random.nextInt(3000))
              .withIndexIntervalBytes(50 + random.nextInt(300));
    }

    void play() throws IOException {
      int lives = 2 + random.nextInt(3);
      for (life = 0; life < lives; life++) {
        PartitionLog log = recover();
        check(log);
        boolean failSync = random.nextInt(5) == 0;
        if (failSync) {
          disk.failSync(1 + random.nextInt(6));
        }
        if (random.nextInt(2) == 0) {
          disk.losePowerAtOperation(1 + random.nextInt(60));
        }
        try {
          work(log);
          if (random.nextInt(4) == 0) {
            log.close(new byte[random.nextInt(9)]);
            synced = values.size();
          }
        } catch (PowerLostException | LogFailedException expected) {
          assertThat(disk.isOff() || failSync).as("failed for a reason: %s", expected).isTrue();
        }
        end(log);
      }
      check(recover());
    }

    private void end(PartitionLog log) throws IOException {
      crashes++;
      if (!disk.isOff() && random.nextInt(3) == 0) {
        disk = disk.kill();
      } else {
        disk = disk.crash(random);
      }
      log.close();
    }

    private PartitionLog recover() throws IOException {
      while (true) {
        if (random.nextInt(4) == 0) {
          disk.losePowerAtOperation(1 + random.nextInt(12));
        }
        boolean failSync = random.nextInt(6) == 0;
        disk.failSync(failSync ? 1 + random.nextInt(6) : Long.MAX_VALUE / 2);
        try {
          PartitionLog.Opened opened =
              PartitionLog.open(disk, "topics/t/0", settings, hint, BatchVisitor.NONE);
          if (disk.isOff()) {
            // It failed in an index, which is derived data and fails no one.
            throw new PowerLostException();
          }
          disk.losePowerAtOperation(Integer.MAX_VALUE);
          disk.failSync(Integer.MAX_VALUE);
          assertThat(opened.recovery().damage()).isEmpty();
          return opened.log();
        } catch (PowerLostException again) {
          crashes++;
          crashesInRecovery++;
          disk = disk.crash(random);
        } catch (IOException failedSync) {
          assertThat(failSync).as("failed for a reason: %s", failedSync).isTrue();
          crashes++;
          failedRecoveries++;
          disk = random.nextBoolean() ? disk.kill() : disk.crash(random);
        }
      }
    }

    private void check(PartitionLog log) throws IOException {
      LogSnapshot snapshot = log.snapshot();
      assertThat(snapshot.logStartOffset()).isBetween(startAtLeast, startAtMost);
      assertThat(snapshot.writtenEndOffset()).isBetween(synced, (long) values.size());
      List<TestBatches.Read> found = TestBatches.readAll(log);
      assertThat(found).hasSize((int) (snapshot.writtenEndOffset() - snapshot.logStartOffset()));
      for (int i = 0; i < found.size(); i++) {
        long offset = snapshot.logStartOffset() + i;
        assertThat(found.get(i).offset()).isEqualTo(offset);
        assertThat(found.get(i).value()).isEqualTo(values.get((int) offset));
      }
      // What open shows is durable, so that it stays from now on.
      values.subList((int) snapshot.writtenEndOffset(), values.size()).clear();
      synced = values.size();
      startAtLeast = snapshot.logStartOffset();
      startAtMost = startAtLeast;
    }

    private void work(PartitionLog log) throws IOException {
      int steps = random.nextInt(40);
      for (int i = 0; i < steps; i++) {
        step(log);
      }
    }

    private void step(PartitionLog log) throws IOException {
      int dice = random.nextInt(40);
      if (dice < 22) {
        append(log);
      } else if (dice < 32) {
        log.sync();
        synced = values.size();
        hint = random.nextBoolean() ? synced : hint;
      } else if (dice < 36) {
        log.checkpoint(values.size(), new byte[random.nextInt(20)]);
        synced = values.size();
      } else if (dice < 39) {
        startAtMost = startAtLeast + random.nextInt((int) (values.size() - startAtLeast) + 1);
        if (startAtMost > startAtLeast) {
          log.deleteBefore(startAtMost);
          synced = values.size();
        }
        startAtLeast = startAtMost;
      } else {
        long target = startAtLeast + random.nextInt((int) (values.size() - startAtLeast) + 1);
        if (target == values.size()) {
          return;
        }
        // A batch goes as a whole, and batches here hold at most four records.
        long lowest = Math.max(0, target - 3);
        hint = Math.min(hint, lowest);
        synced = Math.min(synced, lowest);
        startAtLeast = Math.min(startAtLeast, lowest);
        long end = log.truncateTo(target);
        values.subList((int) end, values.size()).clear();
        startAtLeast = log.snapshot().logStartOffset();
        startAtMost = startAtLeast;
        synced = end;
      }
    }

    private void append(PartitionLog log) throws IOException {
      ByteBuffer[] buffers = new ByteBuffer[1 + random.nextInt(3)];
      List<String> added = new ArrayList<>();
      for (int b = 0; b < buffers.length; b++) {
        String[] records = new String[1 + random.nextInt(4)];
        for (int r = 0; r < records.length; r++) {
          records[r] =
              "life "
                  + life
                  + " #"
                  + (values.size() + added.size() + r)
                  + "-".repeat(random.nextInt(300));
        }
        buffers[b] = TestBatches.batch(values.size() + added.size(), records);
        added.addAll(List.of(records));
      }
      // Noted first: an append that fails may have left its bytes all the same.
      values.addAll(added);
      log.append(buffers);
    }

    @Override
    public String toString() {
      return "life "
          + life
          + ", "
          + values.size()
          + " values, "
          + synced
          + " synced, hint "
          + hint
          + ", start "
          + startAtLeast
          + " to "
          + startAtMost;
    }
  }
}
