package dev.waybill.broker.append;

/**
 * Where an append went.
 *
 * @param baseOffset offset of the first message
 * @param lastOffset offset of the last message
 * @param durability what is true of those offsets now
 * @param duplicate whether the same batch had been stored before; the offsets are the original's
 */
public record Appended(long baseOffset, long lastOffset, Acks durability, boolean duplicate) {}
