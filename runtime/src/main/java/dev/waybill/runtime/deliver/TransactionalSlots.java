package dev.waybill.runtime.deliver;

import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;

/**
 * Hands out transactional ids {@code waybill.GROUP.TOPIC.SLOT}, the lowest free slot first.
 * Thread-safe.
 *
 * <p>Why a stable id: after a crash the next process takes the same slot, and taking the id over
 * aborts at once what the dead one left open, instead of holding up readers until its transaction
 * timed out. Why no coordination between processes: two live processes that meet on one slot fence
 * each other once; the fenced one moves to its next slot, and they never meet again.
 *
 * <p>What does not rest on the id: a zombie is kept from committing by its membership. Positions
 * are staged with the member's epoch, and the engine refuses them from a member that no longer owns
 * the partition, under whatever transactional id.
 */
final class TransactionalSlots {

  private final Map<String, BitSet> taken = new HashMap<>();

  /** A slot in use. */
  record Slot(String prefix, int number) {
    String id() {
      return prefix + "." + number;
    }
  }

  synchronized Slot take(String group, String topic) {
    return takeFrom("waybill." + group + "." + topic, 0);
  }

  /** Gives the slot up for the next free one. */
  synchronized Slot next(Slot fenced) {
    release(fenced);
    return takeFrom(fenced.prefix(), fenced.number() + 1);
  }

  synchronized void release(Slot slot) {
    BitSet slots = taken.get(slot.prefix());
    if (slots != null) {
      slots.clear(slot.number());
    }
  }

  private Slot takeFrom(String prefix, int lowest) {
    BitSet slots = taken.computeIfAbsent(prefix, none -> new BitSet());
    int number = slots.nextClearBit(lowest);
    slots.set(number);
    return new Slot(prefix, number);
  }
}
