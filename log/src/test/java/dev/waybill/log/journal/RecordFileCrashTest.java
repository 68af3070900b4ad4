package dev.waybill.log.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.log.CrashSeeds;
import dev.waybill.log.storage.SimulatedStorage;
import dev.waybill.log.storage.SimulatedStorage.Fault;
import dev.waybill.log.storage.SimulatedStorage.PowerLostException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RecordFileCrashTest {

  @Test
  void afterAnyCrashAllSyncedEntriesAreThereAndTheRestIsAPrefix() {
    int[] counts = new int[2];
    CrashSeeds.all()
        .forEach(
            seed -> {
              Run run = new Run(seed);
              try {
                run.play();
              } catch (Exception | AssertionError e) {
                throw new AssertionError("seed " + seed, e);
              }
              counts[0] += run.crashes;
              counts[1] += run.disk.faults(Fault.WRITE_GARBLED);
            });
    assertThat(counts[0]).isGreaterThan(2_000);
    assertThat(counts[1]).isGreaterThan(200);
  }

  private static final class Run {
    private final Random random;
    private final List<String> entries = new ArrayList<>();
    private SimulatedStorage disk = new SimulatedStorage();
    private List<String> replacement;
    private int synced;
    private int crashes;
    private int number;

    Run(long seed) {
      this.random = new Random(seed);
    }

    void play() throws IOException {
      int lives = 2 + random.nextInt(3);
      for (int life = 0; life < lives; life++) {
        RecordFile file = recover();
        if (random.nextBoolean()) {
          disk.losePowerAtOperation(1 + random.nextInt(30));
        }
        if (random.nextInt(4) == 0) {
          disk.failSync(1 + random.nextInt(4));
        }
        try {
          work(file);
        } catch (IOException expected) {
          assertThat(disk.isOff() || disk.faults(Fault.SYNC_FAILED) > 0).isTrue();
        }
        crashes++;
        disk = disk.isOff() || random.nextBoolean() ? disk.crash(random) : disk.kill();
        file.close();
      }
      recover();
    }

    private RecordFile recover() throws IOException {
      while (true) {
        if (random.nextInt(3) == 0) {
          disk.losePowerAtOperation(1 + random.nextInt(8));
        }
        List<String> found = new ArrayList<>();
        try {
          RecordFile file =
              RecordFile.open(
                      disk,
                      "journal",
                      payload -> found.add(StandardCharsets.UTF_8.decode(payload).toString()))
                  .file();
          disk.losePowerAtOperation(Integer.MAX_VALUE);
          check(found);
          return file;
        } catch (PowerLostException again) {
          crashes++;
          disk = disk.crash(random);
        }
      }
    }

    private void check(List<String> found) {
      boolean replaced = replacement != null && found.equals(replacement);
      if (!replaced) {
        assertThat(found.size()).isBetween(synced, entries.size());
        assertThat(found).isEqualTo(entries.subList(0, found.size()));
      }
      entries.clear();
      entries.addAll(found);
      synced = found.size();
      replacement = null;
    }

    private void work(RecordFile file) throws IOException {
      int steps = random.nextInt(40);
      for (int i = 0; i < steps; i++) {
        int dice = random.nextInt(20);
        if (dice < 12) {
          String entry = "entry " + number++ + ".".repeat(random.nextInt(900));
          entries.add(entry);
          file.append(bytes(entry));
        } else if (dice < 14) {
          file.write();
        } else if (dice < 19) {
          file.sync();
          synced = entries.size();
        } else {
          replacement = List.of("snapshot " + number++, "of " + entries.size());
          file.replaceWith(replacement.stream().map(Run::bytes).toList());
          entries.clear();
          entries.addAll(replacement);
          synced = entries.size();
          replacement = null;
        }
      }
    }

    private static ByteBuffer bytes(String text) {
      return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }
  }
}
