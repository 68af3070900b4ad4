package dev.waybill.orders.pipeline;

/** Every order up to that number has been published; written in the transaction that did it. */
public record IntakeProgress(long lastOrder) {}
