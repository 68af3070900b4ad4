package dev.waybill.runtime.deliver;

/**
 * The message that stopped its partition.
 *
 * @param attempts how many attempts at it have failed
 */
record Failed(long offset, int attempts, Throwable error) {}
