package dev.waybill.runtime.advise;

/**
 * The three answers.
 *
 * @param lossAcceptable a message may be lost now and then
 * @param duplicatesAcceptable the effect of a message may happen twice
 * @param idempotentConsumer the consumer can make twice the same as once
 */
public record Needs(
    boolean lossAcceptable, boolean duplicatesAcceptable, boolean idempotentConsumer) {}
