package dev.waybill.effect;

/**
 * A topic for which handlers write messages into the store itself, in the transaction of their
 * effect; a relay publishes them later. An outbox, for instance.
 *
 * @param outbox names the place among all there are, for people too; its relay says the same name
 * @param hasId whether the messages carry an id that tells a repeat from a new message
 */
public record Outgoing(String outbox, String topic, boolean hasId) {}
