package dev.waybill.verifier.crash;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;

/**
 * A disk at rest, all of it durable. Immutable: the bytes are not to be changed.
 *
 * @param directories by path, without the root
 * @param files by path
 */
public record DiskImage(SortedSet<String> directories, SortedMap<String, byte[]> files) {
  private static final long FNV_START = 0xcbf29ce484222325L;
  private static final long FNV_STEP = 0x100000001b3L;
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long GOLDEN = 0x9E3779B97F4A7C15L;

  /** Tells images apart: equal ones have the same, others another but for one in 2^64. */
  public long hash() {
    long hash = 0;
    for (String directory : directories) {
      hash += entryHash(directory, 1);
    }
    for (var file : files.entrySet()) {
      hash += entryHash(file.getKey(), hash(file.getValue()));
    }
    return hash;
  }

  static long entryHash(String path, long content) {
    long hash = content * GOLDEN;
    for (int i = 0; i < path.length(); i++) {
      hash = (hash ^ path.charAt(i)) * FNV_STEP;
    }
    hash ^= hash >>> 32;
    return hash * GOLDEN;
  }

  static long hash(byte[] bytes) {
    long hash = FNV_START ^ bytes.length;
    int at = 0;
    for (; at + Long.BYTES <= bytes.length; at += Long.BYTES) {
      hash = (hash ^ (long) LONGS.get(bytes, at)) * GOLDEN;
      hash ^= hash >>> 32;
    }
    for (; at < bytes.length; at++) {
      hash = (hash ^ (bytes[at] & 0xff)) * FNV_STEP;
    }
    return hash ^ (hash >>> 29);
  }

  /** The same with one bit of one file flipped. */
  public DiskImage flipped(String path, int bit) {
    SortedMap<String, byte[]> changed = new TreeMap<>(files);
    byte[] bytes = changed.get(path);
    if (bytes == null) {
      throw new IllegalArgumentException(path + ": expected one of " + files.keySet());
    }
    bytes = bytes.clone();
    bytes[bit / 8] ^= (byte) (1 << (bit % 8));
    changed.put(path, bytes);
    return new DiskImage(directories, changed);
  }
}
