package dev.waybill.verifier.simulate.actor;

import java.util.HashMap;
import java.util.Map;

/** What handlers did to the world outside, which no crash takes back. */
public final class Effects {
  private final Map<String, Map<Long, int[]>> byGroup = new HashMap<>();

  /** The handler of that group did its work for that message once more. */
  public void happen(String group, long message) {
    byGroup.computeIfAbsent(group, g -> new HashMap<>())
        .computeIfAbsent(message, m -> new int[1])[0]++;
  }

  public long count(String group, long message) {
    Map<Long, int[]> counts = byGroup.get(group);
    int[] count = counts == null ? null : counts.get(message);
    return count == null ? 0 : count[0];
  }
}
