package dev.waybill.jdbc.outbox;

import java.time.Duration;

/**
 * What waits in the outbox.
 *
 * @param rows committed messages that are not yet published, or not yet removed
 * @param oldest how long ago the first of them was written, by the database's clock; zero if none
 *     waits. A message waits from its commit on, which may have been long after it was written
 */
public record OutboxLag(long rows, Duration oldest) {}
