package dev.waybill.benchmarks.suite;

/**
 * One contender's figure as a share of another's, taken within each round.
 *
 * @param contender label of the one
 * @param reference label of the other
 * @param figure name of what is compared
 */
public record Comparison(String contender, String reference, String figure) {}
