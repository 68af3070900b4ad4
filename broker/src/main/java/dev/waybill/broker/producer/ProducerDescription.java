package dev.waybill.broker.producer;

import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * A producer as one partition knows it.
 *
 * @param lastSequence of its last message; empty if this epoch has sent none
 * @param lastSeenMillis when its last batch or marker was stored, on the wall clock
 * @param transactionStart the first offset of its open transaction; empty if it has none here
 */
public record ProducerDescription(
    ProducerIdentity identity,
    OptionalInt lastSequence,
    long lastSeenMillis,
    OptionalLong transactionStart) {}
