package dev.waybill.benchmarks.report;

import dev.waybill.benchmarks.measure.Sample;
import dev.waybill.benchmarks.rounds.Series;
import dev.waybill.benchmarks.suite.Benchmark;
import dev.waybill.benchmarks.suite.Comparison;
import dev.waybill.benchmarks.suite.Goal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What a benchmark found.
 *
 * @param name of the benchmark
 * @param question it answers
 * @param rounds that were run
 * @param contenders in their order
 * @param ratio if two of them are compared
 * @param goals with what was found
 */
public record Result(
    String name,
    String question,
    int rounds,
    List<Figures> contenders,
    Optional<Ratio> ratio,
    List<Outcome> goals) {

  public Result {
    contenders = List.copyOf(contenders);
    goals = List.copyOf(goals);
  }

  /**
   * A contender's medians, except for the heap.
   *
   * @param messagesPerSecond empty where messages are not the point
   * @param peakHeapBytes the most of all rounds, garbage included
   * @param liveHeapBytes the most of all rounds that a collection left
   * @param extras by name; the name ends in its unit
   */
  public record Figures(
      String label,
      Optional<Spread> messagesPerSecond,
      double megabytesPerSecond,
      OptionalDouble cpuSecondsPerMillion,
      double cpuSeconds,
      long peakHeapBytes,
      long liveHeapBytes,
      Map<String, Double> extras) {}

  /** One contender's figure divided by another's, round by round. */
  public record Ratio(Comparison comparison, Spread value) {}

  /**
   * A goal, what was found, and whether that reaches it.
   *
   * @param judged whether what was measured is what the goal speaks of; a smaller run decides
   *     nothing
   */
  public record Outcome(Goal goal, double found, boolean judged) {
    public boolean isReached() {
      return judged && goal.isReachedBy(found);
    }
  }

  /**
   * @param scale by which durations and counts were multiplied; goals are for 1 and more
   * @param thorough whether the run was
   */
  public static Result of(Benchmark benchmark, Series series, double scale, boolean thorough) {
    List<Figures> figures =
        benchmark.contenders().stream()
            .map(one -> figures(one.label(), series.of(one.label())))
            .toList();
    Optional<Ratio> ratio = benchmark.comparison().map(comparison -> ratio(comparison, series));
    List<Outcome> goals =
        benchmark.goals().stream()
            .map(
                goal ->
                    new Outcome(goal, found(goal, series, ratio), isJudged(goal, scale, thorough)))
            .toList();
    int rounds = series.of(figures.get(0).label()).size();
    return new Result(benchmark.name(), benchmark.question(), rounds, figures, ratio, goals);
  }

  private static boolean isJudged(Goal goal, double scale, boolean thorough) {
    return scale >= 1 && (thorough || !goal.thorough());
  }

  private static Figures figures(String label, List<Sample> samples) {
    Map<String, Double> extras = new LinkedHashMap<>();
    for (String name : samples.get(0).extras().keySet()) {
      extras.put(name, median(samples, name));
    }
    boolean counted = samples.stream().allMatch(sample -> sample.messages() > 0);
    return new Figures(
        label,
        counted
            ? Optional.of(Spread.of(samples.stream().map(Sample::messagesPerSecond).toList()))
            : Optional.empty(),
        Spread.of(samples.stream().map(Sample::megabytesPerSecond).toList()).median(),
        counted
            ? OptionalDouble.of(
                Spread.of(
                        samples.stream()
                            .map(sample -> sample.cpuSecondsPerMillion().orElseThrow())
                            .toList())
                    .median())
            : OptionalDouble.empty(),
        Spread.of(samples.stream().map(Sample::cpuSeconds).toList()).median(),
        samples.stream().mapToLong(Sample::peakHeapBytes).max().orElseThrow(),
        samples.stream().mapToLong(Sample::liveHeapBytes).max().orElseThrow(),
        extras);
  }

  /** Neighbours in time are divided, so that a slow spell of the machine cancels out. */
  private static Ratio ratio(Comparison comparison, Series series) {
    List<Sample> ours = series.of(comparison.contender());
    List<Sample> others = series.of(comparison.reference());
    List<Double> ratios = new ArrayList<>();
    for (int round = 0; round < ours.size(); round++) {
      ratios.add(
          ours.get(round).figure(comparison.figure())
              / others.get(round).figure(comparison.figure()));
    }
    return new Ratio(comparison, Spread.of(ratios));
  }

  private static double found(Goal goal, Series series, Optional<Ratio> ratio) {
    return goal.figure().equals(Goal.RATIO)
        ? ratio.orElseThrow().value().median()
        : median(series.of(goal.contender()), goal.figure());
  }

  private static double median(List<Sample> samples, String figure) {
    return Spread.of(samples.stream().map(sample -> sample.figure(figure)).toList()).median();
  }
}
