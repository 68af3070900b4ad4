package dev.waybill.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.log.KeyedLog.Written;
import dev.waybill.log.compaction.CompactionOrder;
import dev.waybill.log.compaction.CompactionPass;
import dev.waybill.log.compaction.CompactionRules;
import dev.waybill.log.storage.SimulatedStorage.PowerLostException;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Random keys, deletions, transactions, compactions and power failures, from a seed: of every key
 * the latest message is there, and nothing else that is not wanted.
 */
class CompactionModelTest {
  private static final int SEEDS = Integer.getInteger("waybill.compaction.seeds", 300);
  private static final long FIRST = Long.getLong("waybill.compaction.first", 1);
  private static final int STEPS = 120;

  @Test
  void theLatestMessageOfEveryKeyIsAlwaysThere() {
    int[] totals = new int[5];
    for (long seed = FIRST; seed < FIRST + SEEDS; seed++) {
      Run run = null;
      try {
        run = new Run(seed);
        run.play();
      } catch (Exception | AssertionError e) {
        throw new AssertionError("-Dwaybill.compaction.first=" + seed, e);
      }
      totals[0] += run.passes;
      totals[1] += run.removed;
      totals[2] += run.crashes;
      totals[3] += run.deletionsGone;
      totals[4] += run.crashesInRecovery;
    }
    assertThat(totals[0]).as("passes").isGreaterThan(SEEDS * 2);
    assertThat(totals[1]).as("messages removed").isGreaterThan(SEEDS * 20);
    assertThat(totals[2]).as("crashes").isGreaterThan(SEEDS);
    assertThat(totals[3]).as("deletions that went").isGreaterThan(SEEDS / 4);
    assertThat(totals[4]).as("crashes inside recovery").isGreaterThan(SEEDS / 4);
  }

  private static final class Run {
    private final Random random;
    private final KeyedLog model;
    private int passes;
    private int removed;
    private int crashes;
    private int crashesInRecovery;
    private int deletionsGone;

    Run(long seed) throws IOException {
      random = new Random(seed);
      model = new KeyedLog(300 + random.nextInt(1_200));
    }

    void play() throws IOException {
      for (int step = 0; step < STEPS; step++) {
        step();
      }
      endAll();
      model.check();
      everythingSupersededGoes();
      crash();
      model.check();
    }

    private void step() throws IOException {
      int choice = random.nextInt(20);
      if (choice < 8) {
        model.put(-1, some());
      } else if (choice < 11) {
        model.put(random.nextInt(3), some());
      } else if (choice < 13) {
        end(random.nextInt(3));
      } else if (choice == 13) {
        model.log.sync();
      } else if (choice == 14) {
        model.nowMillis += random.nextInt((int) KeyedLog.DAY);
      } else if (choice < 18) {
        compact();
      } else if (choice == 18 && random.nextInt(3) == 0) {
        deleteBefore();
      } else {
        model.check(model.start + random.nextInt((int) (model.end - model.start) + 1));
      }
    }

    private String[] some() {
      String[] batch = new String[2 * (1 + random.nextInt(4))];
      for (int i = 0; i < batch.length; i += 2) {
        batch[i] = random.nextInt(20) == 0 ? null : "k" + random.nextInt(12);
        batch[i + 1] =
            random.nextInt(4) == 0 ? null : "v" + model.end + "-".repeat(random.nextInt(40));
      }
      return batch;
    }

    private void end(long producer) throws IOException {
      if (model.open.containsKey(producer)) {
        model.endTransaction(producer, random.nextBoolean());
      }
    }

    private void endAll() throws IOException {
      for (long producer : List.copyOf(model.open.keySet())) {
        end(producer);
      }
    }

    private CompactionRules rules() {
      return new CompactionRules(
          random.nextInt(3) == 0 ? 0 : random.nextInt((int) KeyedLog.DAY),
          random.nextInt(4) == 0 ? random.nextInt((int) KeyedLog.DAY) : 0,
          Long.MAX_VALUE,
          random.nextInt(3) / 4.0,
          model.settings.segmentBytes(),
          random.nextInt(3) == 0 ? 200 : 1 << 16);
    }

    private void compact() throws IOException {
      model.log.sync();
      long before = deletions();
      if (random.nextInt(4) == 0) {
        crashDuringCompaction();
      } else {
        Optional<CompactionPass.Report> report = model.compact(rules());
        passes += report.isPresent() ? 1 : 0;
        removed += (int) (long) report.map(CompactionPass.Report::removed).orElse(0L);
      }
      deletionsGone += (int) Math.max(0, before - deletions());
      model.check();
    }

    private long deletions() throws IOException {
      return model.readFrom(model.start).values().stream()
          .filter(each -> each.value() == null)
          .count();
    }

    private void crashDuringCompaction() throws IOException {
      model.disk.losePowerAtOperation(1 + random.nextInt(40));
      try {
        for (CompactionOrder order : model.prepare(rules())) {
          model.log.carryOut(order, new byte[0]);
        }
      } catch (IOException off) {
        assertThat(model.disk.isOff()).as("failed for a reason: %s", off).isTrue();
      }
      crash();
    }

    private void crash() throws IOException {
      if (!model.disk.isOff()) {
        model.log.sync();
      }
      crashes++;
      boolean kill = !model.disk.isOff() && random.nextBoolean();
      model.disk = kill ? model.disk.kill() : model.disk.crash(random);
      while (random.nextInt(2) == 0) {
        model.disk.losePowerAtOperation(1 + random.nextInt(15));
        try {
          model.open();
        } catch (PowerLostException again) {
          crashesInRecovery++;
        }
        model.disk = model.disk.crash(random);
      }
      model.open();
      assertThat(model.log.snapshot().writtenEndOffset()).isEqualTo(model.end);
    }

    private void deleteBefore() throws IOException {
      long limit = model.open.values().stream().mapToLong(f -> f).min().orElse(model.end);
      long offset = model.start + random.nextInt((int) (limit - model.start) + 1);
      model.start = model.log.deleteBefore(offset);
    }

    /** With all the memory and no reason to wait, only the latest are left in closed segments. */
    private void everythingSupersededGoes() throws IOException {
      model.compact(KeyedLog.EAGER);
      long clean = model.log.snapshot().clean().end();
      Map<String, Written> latest = new HashMap<>();
      for (Written each : model.readFrom(model.start).values()) {
        if (each.offset() < clean && each.key() != null) {
          assertThat(latest.put(each.key(), each)).as("superseded by %s", each).isNull();
        }
      }
    }
  }
}
