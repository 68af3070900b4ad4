package dev.waybill.verifier.crash;

/**
 * How much is tried.
 *
 * @param exhaustiveOperations with at most so many pending operations every state is tried, if
 *     there are no more than {@code exhaustiveStates}; else samples are
 * @param exhaustiveStates states of one instant
 * @param samples drawn where not every state is tried, for each instant
 * @param secondLevelEvery of so many states one is recovered with a crash at every operation of the
 *     recovery
 * @param secondLevelSamples states tried for each of those operations
 * @param flipEvery of so many bits one is flipped
 * @param seed of the samples
 */
public record Budget(
    int exhaustiveOperations,
    long exhaustiveStates,
    int samples,
    int secondLevelEvery,
    int secondLevelSamples,
    int flipEvery,
    long seed) {

  /** About a minute of one core. */
  public static Budget quick() {
    return new Budget(10, 3_000, 300, 60, 1, 1, 1);
  }

  /** Every state of every instant with up to ten pending operations; hours. */
  public static Budget full() {
    return new Budget(10, Long.MAX_VALUE, 20_000, 10, 6, 1, 1);
  }

  /** Next to nothing: a smoke test. */
  public static Budget tiny() {
    return new Budget(6, 300, 40, 50, 1, 16, 1);
  }

  public Budget withSeed(long other) {
    return new Budget(
        exhaustiveOperations,
        exhaustiveStates,
        samples,
        secondLevelEvery,
        secondLevelSamples,
        flipEvery,
        other);
  }
}
