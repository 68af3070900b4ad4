package dev.waybill.verifier.check;

import java.util.Arrays;

/** A partition that does everything right. */
final class ModelPartition {
  private static final long NOTHING = -1;

  final String topic;
  final int partition;
  private long[] messages = new long[16];
  private boolean[] visible = new boolean[16];
  private int end;

  /** The first offset of an open transaction. */
  private int open = Integer.MAX_VALUE;

  ModelPartition(String topic, int partition) {
    this.topic = topic;
    this.partition = partition;
  }

  long append(long message) {
    return put(message, true);
  }

  /** Hidden until it is shown. */
  long appendOpen(long message) {
    open = Math.min(open, end);
    return put(message, false);
  }

  /** The marker that ends a transaction. */
  void close(boolean commit) {
    if (open == Integer.MAX_VALUE) {
      return;
    }
    for (int i = open; commit && i < end; i++) {
      visible[i] = true;
    }
    put(NOTHING, false);
    open = Integer.MAX_VALUE;
  }

  private long put(long message, boolean seen) {
    if (end == messages.length) {
      messages = Arrays.copyOf(messages, end * 3 / 2);
      visible = Arrays.copyOf(visible, messages.length);
    }
    messages[end] = message;
    visible[end] = seen;
    return end++;
  }

  long message(long offset) {
    return messages[(int) offset];
  }

  boolean isVisible(long offset) {
    return visible[(int) offset];
  }

  long end() {
    return end;
  }

  /** What readers of committed messages may see ends here. */
  long stable() {
    return Math.min(open, end);
  }
}
