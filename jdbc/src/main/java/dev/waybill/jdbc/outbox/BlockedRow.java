package dev.waybill.jdbc.outbox;

/**
 * A row that the engine refuses, and what waits behind it.
 *
 * @param rowId its id in the outbox table
 * @param topic the topic it is meant for
 * @param wholeTopic whether all rows of the topic wait: there is no such topic. Else those of its
 *     key, which must stay in order
 * @param attempts how often it was refused
 * @param reason what the engine said last
 */
public record BlockedRow(
    long rowId, String topic, boolean wholeTopic, int attempts, String reason) {}
