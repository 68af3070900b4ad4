package dev.waybill.broker.producer;

/** A producer session: the id marks whose batches these are, the epoch which session of it. */
public record ProducerIdentity(long producerId, short epoch) {}
