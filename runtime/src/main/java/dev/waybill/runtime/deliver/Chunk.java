package dev.waybill.runtime.deliver;

import dev.waybill.message.StoredMessage;
import dev.waybill.runtime.settle.SettledPrefix;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Messages of one partition that are one lane's, in offset order, and how far the lane has got.
 *
 * <pre>
 *   messages   0 … settled … passed … size
 *              │      │         └ the lane: all below ended well, or were left out
 *              │      └ the track: all below are in its prefix, or were left out
 * </pre>
 *
 * The lane says that a message ended well by one plain store; whoever wants to know the prefix
 * collects what was said since.
 */
final class Chunk implements LaneWork {

  private final LaneTrack track;
  private final List<StoredMessage> messages;
  private final long first;

  /** No gaps: offsets are known without touching messages that left the cache long ago. */
  private final boolean dense;

  private final AtomicInteger passed = new AtomicInteger();

  /** Guarded by the track. */
  private int settled;

  /**
   * @param messages at least one
   */
  Chunk(LaneTrack track, List<StoredMessage> messages) {
    this.track = track;
    this.messages = messages;
    this.first = messages.get(0).offset();
    this.dense = messages.get(messages.size() - 1).offset() - first == messages.size() - 1;
  }

  LaneTrack track() {
    return track;
  }

  List<StoredMessage> messages() {
    return messages;
  }

  /** The lane: that message ended well; those before it were told or left out. */
  void endedWell(int index) {
    passed.setRelease(index + 1);
  }

  /** The lane: that message is settled elsewhere, by and by. */
  void leaveOut(int index) {
    track.leaveOut(this, index);
  }

  /** Holding the track: settles what ended well since the last time. */
  void settleIn(SettledPrefix prefix) {
    int to = passed.getAcquire();
    if (dense) {
      prefix.settleRange(first + settled, first + to);
    } else {
      for (int i = settled; i < to; i++) {
        prefix.settle(messages.get(i).offset());
      }
    }
    settled = to;
  }

  /** Holding the track, on the lane's thread, when all before it is settled. */
  void skip(int index) {
    settled = index + 1;
    passed.setRelease(settled);
  }
}
