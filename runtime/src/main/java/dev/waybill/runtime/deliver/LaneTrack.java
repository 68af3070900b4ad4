package dev.waybill.runtime.deliver;

import dev.waybill.message.StoredMessage;
import dev.waybill.message.TopicPartition;
import dev.waybill.runtime.settle.SettledPrefix;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A partition whose messages are on several lanes.
 *
 * <pre>
 *   loop: deliver ──► chunks on lanes ──► lanes: ended well ──► loop: collect, position, commit
 *            ▲                              │
 *            └── room again: wake the loop ◄┴── chunkDone, settle: what was left out
 * </pre>
 *
 * Lanes and loop meet here: the prefix and the list of chunks are guarded by this object.
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
  private final List<Chunk> chunks = new ArrayList<>();
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

  /** The loop is about to give that to a lane. */
  synchronized void handOver(Chunk chunk) {
    chunks.add(chunk);
  }

  /** The lane: the message is not among those that ended well, those before it are. */
  synchronized void leaveOut(Chunk chunk, int index) {
    collect();
    chunk.skip(index);
  }

  /** The lane does nothing more with the chunk. */
  void chunkDone(Chunk chunk) {
    synchronized (this) {
      collect();
      chunks.remove(chunk);
    }
    tellIfRoom();
  }

  // Holding this. What ends well after the retirement is another member's to commit.
  private void collect() {
    if (!retired()) {
      for (Chunk chunk : chunks) {
        chunk.settleIn(prefix);
      }
    }
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

  /** As {@link #settle} for several, under one lock. */
  void settleAll(List<StoredMessage> messages) {
    synchronized (this) {
      if (!retired()) {
        for (StoredMessage message : messages) {
          prefix.settle(message.offset());
        }
      }
    }
    tellIfRoom();
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
    collect();
    return prefix.position();
  }

  @Override
  boolean reached(long offset, boolean inGroup) {
    return position() >= offset && (!inGroup || committed() >= offset);
  }

  synchronized boolean allSettled() {
    collect();
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
    collect();
    return chunks.size() < maxChunks
        && prefix.open() < maxOpen
        && prefix.span() < MAX_SPAN
        && parkedBytes.get() < MAX_PARKED_BYTES;
  }
}
