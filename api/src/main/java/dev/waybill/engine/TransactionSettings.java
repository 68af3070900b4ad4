package dev.waybill.engine;

import java.time.Duration;

/**
 * How an engine is to run transactions.
 *
 * @param transactionalId survives restarts; a newer session of the same id fences the older one
 * @param timeout a transaction open for longer is aborted by the engine
 * @param publishing batching, buffering and retries of the publishes inside
 */
public record TransactionSettings(
    String transactionalId, Duration timeout, PublisherSettings publishing) {}
