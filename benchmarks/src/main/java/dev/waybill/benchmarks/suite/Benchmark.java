package dev.waybill.benchmarks.suite;

import dev.waybill.benchmarks.load.SharedServer;
import java.util.List;
import java.util.Optional;

/** A question, and what is run in turn to answer it. */
public interface Benchmark {

  /** As users type it. */
  String name();

  /** What is measured, in one line. */
  String question();

  /** What runs in turn, in this order, in every round; at least one. */
  List<Contender> contenders();

  /** Which two of them are compared; empty: none. */
  Optional<Comparison> comparison();

  /** What must be reached on a quiet machine of two cores. */
  List<Goal> goals();

  /** What all of them use; empty: each has all that it needs. */
  default Optional<SharedServer> server() {
    return Optional.empty();
  }

  /**
   * Rounds that come before and are not counted: a server that all of them share must not be warmed
   * up at the expense of the first.
   */
  default int warmUpRounds() {
    return 0;
  }

  /** How often each contender runs: 3 times, or 5 when thorough, unless said. */
  default int rounds(boolean thorough) {
    return thorough ? 5 : 3;
  }
}
