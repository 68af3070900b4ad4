package dev.waybill.verifier.table;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What became of messages 0 to n − 1.
 *
 * @param lost that were not found
 * @param repeated that were found more than once
 * @param reordered first found after a later one
 */
record Tally(long lost, long repeated, long reordered) {

  /** Of messages in the order in which they were found. */
  static Tally of(int messages, Collection<Integer> found) {
    Map<Integer, Integer> counts = new HashMap<>();
    List<Integer> firsts = new ArrayList<>();
    for (int each : found) {
      if (counts.merge(each, 1, Integer::sum) == 1) {
        firsts.add(each);
      }
    }
    long lost = 0;
    for (int each = 0; each < messages; each++) {
      lost += counts.containsKey(each) ? 0 : 1;
    }
    long repeated = counts.values().stream().filter(count -> count > 1).count();
    long reordered = 0;
    int latest = -1;
    for (int each : firsts) {
      reordered += each < latest ? 1 : 0;
      latest = Math.max(latest, each);
    }
    return new Tally(lost, repeated, reordered);
  }
}
