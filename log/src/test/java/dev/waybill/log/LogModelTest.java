package dev.waybill.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.log.TestBatches.Read;
import dev.waybill.log.storage.SimulatedStorage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Random operations against a log and against a plain list, from a seed. */
class LogModelTest {
  private static final int SEEDS = 150;
  private static final int STEPS = 150;

  @Test
  void aLogBehavesLikeAListOfRecords() {
    for (long seed = 0; seed < SEEDS; seed++) {
      try {
        new Model(seed).play();
      } catch (Exception | AssertionError e) {
        throw new AssertionError("seed " + seed, e);
      }
    }
  }

  private static final class Model {
    private final Random random;
    private final LogSettings settings;
    private final List<Read> records = new ArrayList<>();
    private final SimulatedStorage disk = new SimulatedStorage();
    private PartitionLog log;
    private long start;

    Model(long seed) throws IOException {
      this.random = new Random(seed);
      this.settings =
          LogSettings.defaults()
              .withSegmentBytes(300 + random.nextInt(4000))
              .withIndexIntervalBytes(50 + random.nextInt(300));
      open();
    }

    private void open() throws IOException {
      log = PartitionLog.open(disk, "p", settings, 0, BatchVisitor.NONE).log();
    }

    private int someOffset() {
      return (int) start + random.nextInt(records.size() - (int) start + 1);
    }

    void play() throws IOException {
      for (int i = 0; i < STEPS; i++) {
        step();
      }
      assertThat(TestBatches.readAll(log)).isEqualTo(records.subList((int) start, records.size()));
    }

    private void step() throws IOException {
      switch (random.nextInt(12)) {
        case 0, 1, 2, 3 -> append();
        case 4 -> log.sync();
        case 5 -> log.checkpoint(records.size(), new byte[3]);
        case 6 -> reopen();
        case 7, 8 -> read();
        case 9, 10 -> lookUp();
        default -> shrink();
      }
    }

    private void append() throws IOException {
      int count = 1 + random.nextInt(5);
      long timestamp = random.nextInt(1000);
      String[] values = new String[count];
      long offset = records.size();
      for (int i = 0; i < count; i++) {
        values[i] = "v" + (offset + i) + "-".repeat(random.nextInt(60));
        records.add(new Read(offset + i, timestamp + i, values[i]));
      }
      log.append(TestBatches.batchAt(offset, timestamp, values));
    }

    private void reopen() throws IOException {
      if (random.nextBoolean()) {
        log.close(new byte[5]);
      } else {
        log.close();
      }
      open();
    }

    private void read() throws IOException {
      int from = someOffset();
      LogSnapshot snapshot = log.snapshot();
      assertThat(TestBatches.read(log, snapshot, from, records.size()))
          .isEqualTo(records.subList(from, records.size()));
      FileSlice slice = log.slice(snapshot, from, records.size(), 100);
      assertThat(slice.length() > 0).isEqualTo(from < records.size());
    }

    private void lookUp() throws IOException {
      long wanted = random.nextInt(1100);
      int to = someOffset();
      TimestampedOffset first = TimestampedOffset.NONE;
      TimestampedOffset youngest = TimestampedOffset.NONE;
      for (Read read : records.subList((int) start, to)) {
        if (first.offset() < 0 && read.timestamp() >= wanted) {
          first = new TimestampedOffset(read.offset(), read.timestamp());
        }
        if (read.timestamp() > youngest.timestamp()) {
          youngest = new TimestampedOffset(read.offset(), read.timestamp());
        }
      }
      assertThat(log.offsetForTimestamp(log.snapshot(), wanted, to)).isEqualTo(first);
      assertThat(log.maxTimestamp(log.snapshot(), to)).isEqualTo(youngest);
    }

    private void shrink() throws IOException {
      int offset = someOffset();
      if (random.nextBoolean()) {
        start = log.deleteBefore(offset);
        assertThat(start).isEqualTo(offset);
      } else {
        long end = log.truncateTo(offset);
        assertThat(end).isBetween(Math.max(0L, offset - 4L), (long) offset);
        records.subList((int) end, records.size()).clear();
        start = log.snapshot().logStartOffset();
      }
    }
  }
}
