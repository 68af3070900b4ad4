package dev.waybill.junit.report;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Which effects there are, by the id of the message that caused them. Immutable.
 *
 * @param counts how often each is there; ids without an effect are absent
 */
public record Effects(Map<String, Integer> counts) {

  public Effects {
    counts = Map.copyOf(counts);
  }

  /** One effect per element; elements may repeat. */
  public static Effects of(Collection<?> ids) {
    Map<String, Integer> counts = new LinkedHashMap<>();
    ids.forEach(id -> counts.merge(String.valueOf(id), 1, Integer::sum));
    return new Effects(counts);
  }

  /** So many effects per key. */
  public static Effects of(Map<?, ? extends Number> counted) {
    Map<String, Integer> counts = new LinkedHashMap<>();
    counted.forEach(
        (id, count) -> {
          if (count.intValue() != 0) {
            counts.put(String.valueOf(id), count.intValue());
          }
        });
    return new Effects(counts);
  }

  public int of(String id) {
    return counts.getOrDefault(id, 0);
  }
}
