package dev.waybill.runtime.topic;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * The 32-bit hash by which Kafka's producers place keys: MurmurHash2 of Austin Appleby with the
 * seed {@code 0x9747b28c}. Using the same one keeps a key in the same partition number whichever
 * engine, and whichever Kafka client, wrote it.
 */
public final class Murmur2 {

  private static final int SEED = 0x9747b28c;
  private static final int MULTIPLIER = 0x5bd1e995;
  private static final VarHandle LITTLE_ENDIAN =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private Murmur2() {}

  /** The hash of all bytes. */
  public static int hash(byte[] bytes) {
    int length = bytes.length;
    int hash = SEED ^ length;
    int whole = length & ~3;
    for (int i = 0; i < whole; i += 4) {
      int word = (int) LITTLE_ENDIAN.get(bytes, i) * MULTIPLIER;
      word ^= word >>> 24;
      hash = (hash * MULTIPLIER) ^ (word * MULTIPLIER);
    }
    if (whole < length) {
      for (int i = length - 1; i >= whole; i--) {
        hash ^= (bytes[i] & 0xff) << (8 * (i - whole));
      }
      hash *= MULTIPLIER;
    }
    hash ^= hash >>> 13;
    hash *= MULTIPLIER;
    return hash ^ (hash >>> 15);
  }
}
