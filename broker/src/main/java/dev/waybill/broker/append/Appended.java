package dev.waybill.broker.append;

import java.util.OptionalLong;

/**
 * Where an append went.
 *
 * @param baseOffset offset of the first message
 * @param lastOffset offset of the last message
 * @param durability what is true of those offsets now
 * @param duplicate whether the same batch had been stored before; the offsets are the original's
 * @param appendTimeMillis the time that its messages were given in place of their publisher's,
 *     since the epoch; empty where they keep their own, and for a duplicate
 */
public record Appended(
    long baseOffset,
    long lastOffset,
    Acks durability,
    boolean duplicate,
    OptionalLong appendTimeMillis) {

  /** Messages that keep their publisher's time. */
  public Appended(long baseOffset, long lastOffset, Acks durability, boolean duplicate) {
    this(baseOffset, lastOffset, durability, duplicate, OptionalLong.empty());
  }
}
