package dev.waybill.verifier.simulate.world;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What was reached, and how often: failpoints, states, answers. Not thread-safe; one may serve many
 * runs of one thread.
 */
public final class Coverage {
  private final Map<String, long[]> counts = new HashMap<>();

  public void hit(String what) {
    long[] count = counts.get(what);
    if (count == null) {
      count = new long[1];
      counts.put(what, count);
    }
    count[0]++;
  }

  public long count(String what) {
    long[] count = counts.get(what);
    return count == null ? 0 : count[0];
  }

  public Set<String> reached() {
    return Set.copyOf(counts.keySet());
  }

  /** Takes over what another saw. */
  public void add(Coverage other) {
    other.counts.forEach(
        (what, count) -> counts.computeIfAbsent(what, w -> new long[1])[0] += count[0]);
  }

  public Map<String, Long> all() {
    Map<String, Long> all = new TreeMap<>();
    counts.forEach((what, count) -> all.put(what, count[0]));
    return all;
  }
}
