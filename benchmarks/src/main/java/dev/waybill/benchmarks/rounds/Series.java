package dev.waybill.benchmarks.rounds;

import dev.waybill.benchmarks.measure.Sample;
import dev.waybill.benchmarks.suite.Contender;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the rounds of a benchmark yielded.
 *
 * @param samples by contender, in its order; one per round, in the order of the rounds
 */
public record Series(Map<Contender, List<Sample>> samples) {

  public Series {
    Map<Contender, List<Sample>> copy = new LinkedHashMap<>();
    samples.forEach((contender, list) -> copy.put(contender, List.copyOf(list)));
    samples = Collections.unmodifiableMap(copy);
  }

  /** The samples of the contender with that label. */
  public List<Sample> of(String label) {
    return samples.entrySet().stream()
        .filter(entry -> entry.getKey().label().equals(label))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException("no contender " + label + " in " + samples.keySet()));
  }
}
