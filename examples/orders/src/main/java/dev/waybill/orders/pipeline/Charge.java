package dev.waybill.orders.pipeline;

/**
 * A line of the payment ledger: a card was charged.
 *
 * @param run which life of the process wrote it, from 1
 * @param atMillis when, in milliseconds since the epoch
 */
public record Charge(
    String orderId, String userId, int sequence, long amountCents, int run, long atMillis) {}
