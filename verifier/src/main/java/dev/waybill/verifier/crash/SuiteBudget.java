package dev.waybill.verifier.crash;

/**
 * How much of everything is tried. A recovery of a journal takes some ten microseconds, of a log
 * ten times that, of a broker a hundred times: each gets what its time allows.
 *
 * @param journal for its file
 * @param log for one partition
 * @param broker for a whole data directory
 * @param flipEvery of so many bits of a journal's file and of one partition one is flipped
 * @param directoryFlipEvery of so many bits of a whole data directory one is flipped
 */
public record SuiteBudget(
    Budget journal, Budget log, Budget broker, int flipEvery, int directoryFlipEvery) {
  private static final int OPERATIONS = 10;

  /** About a minute of one core. */
  public static SuiteBudget quick() {
    // Seven has no factor in common with the bits of a byte: every one of them gets its turn.
    return new SuiteBudget(
        new Budget(OPERATIONS, 100_000, 1_000, 100, 1, 1),
        new Budget(OPERATIONS, 10_000, 200, 100, 1, 1),
        new Budget(OPERATIONS, 1_000, 60, 100, 1, 1),
        1,
        7);
  }

  /** Every state of every instant with up to ten pending operations, and every bit. */
  public static SuiteBudget full() {
    Budget each = new Budget(OPERATIONS, Long.MAX_VALUE, 2_000, 50, 3, 1);
    return new SuiteBudget(each, each, each, 1, 1);
  }

  /** Next to nothing: a smoke test. */
  public static SuiteBudget tiny() {
    Budget each = new Budget(4, 30, 5, 100, 1, 1);
    return new SuiteBudget(each, each, each, 67, 331);
  }

  public SuiteBudget withSeed(long seed) {
    return new SuiteBudget(
        journal.withSeed(seed),
        log.withSeed(seed),
        broker.withSeed(seed),
        flipEvery,
        directoryFlipEvery);
  }
}
