package dev.waybill.engine;

import java.time.Duration;

/**
 * How an engine is to publish.
 *
 * @param acks what must have happened before a publish is answered
 * @param idempotent the engine removes repeats of its own making within the session
 * @param linger how long a batch may wait for company; zero: sent when the engine is free
 * @param maxBatchBytes size at which a batch is full; a larger message travels alone
 * @param maxBufferedBytes bound on messages accepted and not yet answered; beyond it publish blocks
 * @param maxBlock how long publish may block for room before it fails as retriable
 * @param retry when retriable failures are tried again
 * @param deliveryTimeout bound on the time from publish to answer, retries included
 */
public record PublisherSettings(
    Acks acks,
    boolean idempotent,
    Duration linger,
    int maxBatchBytes,
    long maxBufferedBytes,
    Duration maxBlock,
    RetrySchedule retry,
    Duration deliveryTimeout) {}
