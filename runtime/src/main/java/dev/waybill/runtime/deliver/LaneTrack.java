package dev.waybill.runtime.deliver;

import dev.waybill.message.StoredMessage;
import dev.waybill.message.TopicPartition;
import dev.waybill.runtime.settle.SettledPrefix;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A partition whose messages are on several lanes.
 *
 * <pre>
 *   loop: deliver ──► chunks on lanes ──► lanes: settle, chunkDone ──► loop: position, commit
 *            ▲                                      │
 *            └── room again: wake the loop ◄────────┘
 * </pre>
 *
 * Lanes and loop meet here: the prefix is guarded by this object, the counters are atomic.
 */
final class LaneTrack extends Track {

  /** A poll's chunks may be worked on while those of one more wait. */
  private static final int CHUNKS_PER_LANE = 2;

  /** Memory for messages that wait behind a failed one. */
  private static final long MAX_PARKED_BYTES = 4L * 1024 * 1024;

  /** How far deliveries may run ahead of a failed message: what a crash would repeat. */
  private static final long MAX_SPAN = 1 << 20;

  private final SettledPrefix prefix;
  private final int maxChunks;
  private final int maxOpen;
  private final Runnable onRoom;
  private final AtomicInteger chunks = new AtomicInteger();
  private final AtomicLong parkedBytes = new AtomicLong();
  private volatile boolean roomAwaited;
  private volatile boolean leaving;

  LaneTrack(TopicPartition partition, long committed, int lanes, int maxBatch, Runnable onRoom) {
    super(partition, committed);
    this.prefix = new SettledPrefix(committed);
    this.maxChunks = CHUNKS_PER_LANE * lanes;
    this.maxOpen = Math.multiplyExact(2, maxBatch);
    this.onRoom = onRoom;
  }

  /** The loop hands over what it polled. */
  synchronized void deliver(List<StoredMessage> messages, long nextOffset) {
    if (!messages.isEmpty()) {
      long first = messages.get(0).offset();
      long last = messages.get(messages.size() - 1).offset();
      if (last - first + 1 == messages.size()) {
        prefix.open(first, last + 1);
      } else {
        for (StoredMessage message : messages) {
          prefix.open(message.offset(), message.offset() + 1);
        }
      }
    }
    prefix.skipTo(nextOffset);
  }

  void chunkHandedOver() {
    chunks.incrementAndGet();
  }

  void chunkDone() {
    chunks.decrementAndGet();
    tellIfRoom();
  }

  /** Any thread: the message is done with. Ignored once the partition is retired. */
  void settle(long offset) {
    boolean fewer;
    synchronized (this) {
      fewer = !retired() && prefix.settle(offset);
    }
    if (fewer && roomAwaited) {
      tellIfRoom();
    }
  }

  void parked(long bytes) {
    parkedBytes.addAndGet(bytes);
  }

  void unparked(long bytes) {
    parkedBytes.addAndGet(-bytes);
  }

  /** Lanes begin no more of its messages; what runs may still end well. */
  void leave() {
    leaving = true;
  }

  boolean leaving() {
    return leaving;
  }

  @Override
  synchronized void retire() {
    leaving = true;
    super.retire();
  }

  @Override
  synchronized long position() {
    return prefix.position();
  }

  @Override
  boolean reached(long offset, boolean inGroup) {
    return position() >= offset && (!inGroup || committed() >= offset);
  }

  synchronized boolean allSettled() {
    return prefix.open() == 0;
  }

  @Override
  boolean hasRoom(long nowNanos) {
    if (room()) {
      return true;
    }
    // Announced before looking again: a lane that finishes in between sees it and wakes the loop.
    roomAwaited = true;
    if (room()) {
      roomAwaited = false;
      return true;
    }
    return false;
  }

  private void tellIfRoom() {
    if (roomAwaited && room()) {
      roomAwaited = false;
      onRoom.run();
    }
  }

  private synchronized boolean room() {
    return chunks.get() < maxChunks
        && prefix.open() < maxOpen
        && prefix.span() < MAX_SPAN
        && parkedBytes.get() < MAX_PARKED_BYTES;
  }
}
