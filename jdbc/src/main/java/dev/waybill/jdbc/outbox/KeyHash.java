package dev.waybill.jdbc.outbox;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * Which messages are kept in order with one another: those of one topic and key, by a 64-bit hash.
 * Two keys of the same hash are merely kept in order too.
 *
 * <pre>
 *   topic, key ──► hash (64 bits) ──► slot (10 bits): whose lock the writer takes
 *                                       └─ modulo ──► lane: which relay publishes it
 * </pre>
 *
 * <p>Invariants: the hash is the same in every version, since rows of an older one may wait in the
 * table; a slot belongs to one lane, so that all of a key's rows lie in one lane.
 */
final class KeyHash {

  /** Locks of writers. A power of two. */
  static final int SLOTS = 1024;

  private static final long FNV_OFFSET = 0xcbf29ce484222325L;
  private static final long FNV_PRIME = 0x100000001b3L;

  private KeyHash() {}

  static long of(String topic, byte[] key) {
    long hash = FNV_OFFSET;
    for (byte b : topic.getBytes(UTF_8)) {
      hash = (hash ^ (b & 0xff)) * FNV_PRIME;
    }
    // A byte that no topic's name has: "ab" + "c" is not "a" + "bc".
    hash = (hash ^ 0xff) * FNV_PRIME;
    for (byte b : key) {
      hash = (hash ^ (b & 0xff)) * FNV_PRIME;
    }
    return mixed(hash);
  }

  static int slot(long hash) {
    return (int) (hash & (SLOTS - 1));
  }

  static int lane(long hash, int lanes) {
    return slot(hash) % lanes;
  }

  /** FNV leaves the low bits poor; slots are made of them. */
  private static long mixed(long hash) {
    long mixed = (hash ^ (hash >>> 33)) * 0xff51afd7ed558ccdL;
    mixed = (mixed ^ (mixed >>> 33)) * 0xc4ceb9fe1a85ec53L;
    return mixed ^ (mixed >>> 33);
  }
}
