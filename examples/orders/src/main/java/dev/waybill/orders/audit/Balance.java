package dev.waybill.orders.audit;

/**
 * What is left of something that orders take from.
 *
 * @param of a user, or an article
 * @param opening before the first order
 * @param now when the run was over
 */
public record Balance(String of, long opening, long now) {}
