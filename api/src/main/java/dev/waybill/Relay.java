package dev.waybill;

/**
 * What a relay says of itself to {@link Waybill#forRelay}: it publishes what was committed to a
 * database before.
 *
 * @param outbox names where it takes messages from; the same name as in {@link
 *     dev.waybill.effect.Outgoing#outbox}, by which explanations find what belongs together
 * @param hop what is promised between the database and the engine
 * @param ownTopics what the names of topics begin with that it keeps for itself; explanations do
 *     not list them
 */
public record Relay(String outbox, Explanation.Hop hop, String ownTopics) {}
