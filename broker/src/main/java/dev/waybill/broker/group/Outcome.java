package dev.waybill.broker.group;

/**
 * An answer and what must happen before it is given.
 *
 * @param reply the answer
 * @param changes what the command did
 */
public record Outcome<T>(T reply, Changes changes) {}
