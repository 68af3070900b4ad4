package dev.waybill.broker.partition;

/**
 * Messages of {@code producerId} from {@code firstOffset} up to its abort marker never happened.
 */
public record AbortedRange(long producerId, long firstOffset, long markerOffset) {}
