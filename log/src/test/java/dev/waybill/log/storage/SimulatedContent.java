package dev.waybill.log.storage;

import dev.waybill.log.storage.SimulatedStorage.Fault;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** The bytes of a simulated file: as the process sees them, and as they are on the platter. */
final class SimulatedContent {
  private static final int SECTOR_BYTES = 512;

  /** A growing array. */
  private static final class Bytes {
    private byte[] array = new byte[0];
    private int size;

    void put(int position, byte[] bytes, int from, int to) {
      int end = position + to - from;
      if (end > array.length) {
        array = Arrays.copyOf(array, Math.max(end, 2 * array.length));
      }
      System.arraycopy(bytes, from, array, position, to - from);
      size = Math.max(size, end);
    }

    void truncate(int length) {
      if (length < size) {
        Arrays.fill(array, length, size, (byte) 0);
        size = length;
      }
    }

    Bytes copy() {
      Bytes copy = new Bytes();
      copy.array = Arrays.copyOf(array, size);
      copy.size = size;
      return copy;
    }
  }

  /** A write, or with no bytes a truncation. */
  private static final class Change {
    final int position;
    final byte[] bytes;

    Change(int position, byte[] bytes) {
      this.position = position;
      this.bytes = bytes;
    }

    void applyTo(Bytes to) {
      if (bytes == null) {
        to.truncate(position);
      } else {
        to.put(position, bytes, 0, bytes.length);
      }
    }
  }

  final boolean directory;
  private Bytes seen = new Bytes();
  private Bytes durable = new Bytes();
  private final List<Change> pending = new ArrayList<>();

  SimulatedContent(boolean directory) {
    this.directory = directory;
  }

  long size() {
    return seen.size;
  }

  int read(ByteBuffer dst, long position) {
    int count = (int) Math.max(0, Math.min(dst.remaining(), seen.size - position));
    if (count > 0) {
      dst.put(seen.array, (int) position, count);
    }
    return count;
  }

  void write(long position, byte[] bytes) {
    if (bytes.length > 0) {
      change(new Change(Math.toIntExact(position), bytes));
    }
  }

  void truncate(long size) {
    change(new Change(Math.toIntExact(size), null));
  }

  private void change(Change change) {
    change.applyTo(seen);
    pending.add(change);
  }

  void sync() {
    pending.forEach(change -> change.applyTo(durable));
    pending.clear();
  }

  /** What the kernel does after a failed sync: the pages are clean, and not on the platter. */
  void forgetPending() {
    pending.clear();
  }

  void flip(long bit) {
    for (Bytes bytes : List.of(seen, durable)) {
      bytes.array[(int) (bit / 8)] ^= (byte) (1 << (bit % 8));
    }
  }

  /** The durable bytes that no pending change may touch. */
  SimulatedStorage.Platter atWorst(String path) {
    int length = durable.size;
    for (Change change : pending) {
      length = Math.min(length, change.position);
    }
    return new SimulatedStorage.Platter(path, this, durable.array, length);
  }

  SimulatedContent copy() {
    SimulatedContent copy = new SimulatedContent(directory);
    copy.seen = seen.copy();
    copy.durable = durable.copy();
    copy.pending.addAll(pending);
    return copy;
  }

  SimulatedContent crash(Random random, double keep, SimulatedStorage counter) {
    SimulatedContent after = new SimulatedContent(directory);
    after.durable = durable.copy();
    for (Change change : pending) {
      if (random.nextDouble() < keep) {
        change.applyTo(after.durable);
      } else if (change.bytes == null || random.nextInt(3) == 0) {
        counter.count(Fault.WRITE_DROPPED);
      } else if (random.nextBoolean()) {
        tear(change, after.durable, random);
        counter.count(Fault.WRITE_TORN);
      } else {
        byte[] garbage = new byte[change.bytes.length];
        random.nextBytes(garbage);
        after.durable.put(change.position, garbage, 0, garbage.length);
        counter.count(Fault.WRITE_GARBLED);
      }
    }
    after.seen = after.durable.copy();
    return after;
  }

  /** Each sector that the write touches arrives or does not. */
  private static void tear(Change change, Bytes to, Random random) {
    int from = 0;
    while (from < change.bytes.length) {
      int at = change.position + from;
      int end = Math.min(change.bytes.length, from + SECTOR_BYTES - at % SECTOR_BYTES);
      if (random.nextBoolean()) {
        to.put(at, change.bytes, from, end);
      }
      from = end;
    }
  }
}
