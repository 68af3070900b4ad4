package dev.waybill.verifier.crash;

/**
 * How much of one write path is tried.
 *
 * @param exhaustiveOperations with at most so many pending operations every state is tried, if
 *     there are no more than {@code exhaustiveStates}; else samples are
 * @param exhaustiveStates states of one instant
 * @param samples drawn where not every state is tried, for each instant
 * @param secondLevelEvery of so many states one is recovered with a crash at every operation of the
 *     recovery
 * @param secondLevelSamples states tried for each of those operations
 * @param seed of the samples
 */
public record Budget(
    int exhaustiveOperations,
    long exhaustiveStates,
    int samples,
    int secondLevelEvery,
    int secondLevelSamples,
    long seed) {

  public Budget withSeed(long other) {
    return new Budget(
        exhaustiveOperations,
        exhaustiveStates,
        samples,
        secondLevelEvery,
        secondLevelSamples,
        other);
  }
}
