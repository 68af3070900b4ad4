package dev.waybill.benchmarks.report;

import java.util.List;

/**
 * A figure over the rounds.
 *
 * @param median of an even number: the mean of the two in the middle
 */
public record Spread(double median, double least, double most) {

  static Spread of(List<Double> values) {
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    if (sorted.length == 0) {
      throw new IllegalArgumentException("expected at least one value, found none");
    }
    int middle = sorted.length / 2;
    double median =
        sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    return new Spread(median, sorted[0], sorted[sorted.length - 1]);
  }
}
