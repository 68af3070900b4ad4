package dev.waybill.message;

import org.jspecify.annotations.Nullable;

/**
 * A message as it lies in a partition. Arrays are the reader's own.
 *
 * @param offset its place in the partition
 * @param timestampMillis milliseconds since the epoch, given by the publisher
 * @param key absent: the message has no order of its own
 * @param value absent: a tombstone
 */
public record StoredMessage(
    long offset,
    long timestampMillis,
    byte @Nullable [] key,
    byte @Nullable [] value,
    Headers headers) {}
