package dev.waybill.log.compaction;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/**
 * The latest offset of each key, in a fixed amount of memory: a key is its hash of 128 bits. The
 * idea is that of Kafka's log cleaner (SkimpyOffsetMap, "log.cleaner.dedupe.buffer.size"). One
 * thread.
 *
 * <pre>
 *   slot   hash int64 │ hash int64 │ offset + 1 int64 (0: free)      open addressing, linear probing
 * </pre>
 *
 * <p>Two keys with the same hash would cost the older one its value. The hash is therefore cut from
 * SHA-256: nobody can choose keys that collide, as they can with MD5.
 */
public final class LatestOffsets {
  private static final int SLOT_LONGS = 3;
  private static final int SLOT_BYTES = SLOT_LONGS * Long.BYTES;

  private final MessageDigest digest;
  private final long[] slots;
  private final int capacity;
  private final int maxKeys;
  private int keys;
  private long high;
  private long low;

  /**
   * An empty map.
   *
   * @param maxBytes heap it may take; a quarter of the slots stays free to keep probing short
   */
  public LatestOffsets(int maxBytes) {
    capacity = maxBytes / SLOT_BYTES;
    maxKeys = capacity - Math.max(1, capacity / 4);
    if (maxKeys < 1) {
      throw new IllegalArgumentException(
          "expected at least "
              + 2 * SLOT_BYTES
              + " bytes for the keys of a compaction pass, found "
              + maxBytes);
    }
    slots = new long[capacity * SLOT_LONGS];
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256, this one has not", e);
    }
  }

  /** Heap for so many slots. */
  static long bytesFor(long slots) {
    return slots * SLOT_BYTES;
  }

  /**
   * Notes a record. Offsets may come in any order.
   *
   * @return false when the key is new and there is no room: the pass ends before this record
   */
  public boolean put(byte[] key, long offset) {
    int slot = slotOf(key);
    if (slots[slot + 2] == 0) {
      if (keys == maxKeys) {
        return false;
      }
      keys++;
      slots[slot] = high;
      slots[slot + 1] = low;
    }
    slots[slot + 2] = Math.max(slots[slot + 2], offset + 1);
    return true;
  }

  /** Whether no later record of this key is known; so too when the key is not. */
  public boolean isLatest(byte[] key, long offset) {
    return slots[slotOf(key) + 2] <= offset + 1;
  }

  /** How many keys are known. */
  public int size() {
    return keys;
  }

  /** Forgets all keys, for the next pass. */
  public void clear() {
    Arrays.fill(slots, 0);
    keys = 0;
  }

  /** The key's slot, or the free one it would take; a free slot is always left. */
  private int slotOf(byte[] key) {
    ByteBuffer hash = ByteBuffer.wrap(digest.digest(key));
    high = hash.getLong();
    low = hash.getLong();
    int number = (int) Long.remainderUnsigned(high, capacity);
    while (true) {
      int slot = number * SLOT_LONGS;
      if (slots[slot + 2] == 0 || (slots[slot] == high && slots[slot + 1] == low)) {
        return slot;
      }
      number = number + 1 == capacity ? 0 : number + 1;
    }
  }
}
