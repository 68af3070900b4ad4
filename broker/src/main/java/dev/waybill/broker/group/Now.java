package dev.waybill.broker.group;

/**
 * The moment of a command, given by the caller because nothing in this package reads a clock.
 *
 * <p>Two readings, because they fail differently: sessions are measured on the monotonic one, so
 * that a wall clock that jumps by an hour expires nobody; retention is measured on the wall one,
 * because it must survive a restart.
 *
 * @param monotonicMillis milliseconds from an arbitrary origin, never going back within a process
 * @param wallMillis milliseconds since 1970-01-01T00:00Z
 */
public record Now(long monotonicMillis, long wallMillis) {}
