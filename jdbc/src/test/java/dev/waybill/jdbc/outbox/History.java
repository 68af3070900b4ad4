package dev.waybill.jdbc.outbox;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What was committed, per key in commit order, and what came out. Messages look like {@code
 * key:whatever} and are unique. Thread-safe.
 */
final class History {

  private final Map<String, List<String>> committed = new HashMap<>();
  private final Set<String> abandoned = new HashSet<>();

  /** To be called in commit order of the key. */
  synchronized void committed(String message) {
    committed.computeIfAbsent(keyOf(message), key -> new ArrayList<>()).add(message);
  }

  synchronized void rolledBack(String message) {
    abandoned.add(message);
  }

  synchronized int size() {
    return committed.values().stream().mapToInt(List::size).sum();
  }

  /** Everything that is wrong, in sentences; empty if nothing is. */
  synchronized List<String> anomalies(Collection<String> published) {
    List<String> wrong = new ArrayList<>();
    Map<String, List<String>> found = new HashMap<>();
    Set<String> seen = new HashSet<>();
    for (String message : published) {
      if (abandoned.contains(message)) {
        wrong.add("phantom: " + message + " was rolled back, and published");
      }
      if (!seen.add(message)) {
        wrong.add("doubled: " + message);
      } else {
        found.computeIfAbsent(keyOf(message), key -> new ArrayList<>()).add(message);
      }
    }
    committed.forEach(
        (key, expected) -> {
          List<String> order = found.getOrDefault(key, List.of());
          List<String> lost = new ArrayList<>(expected);
          lost.removeAll(order);
          lost.forEach(message -> wrong.add("lost: " + message));
          List<String> known = new ArrayList<>(expected);
          known.retainAll(order);
          List<String> foundKnown = new ArrayList<>(order);
          foundKnown.retainAll(expected);
          if (!known.equals(foundKnown)) {
            wrong.add("inverted: committed as " + known + ", published as " + foundKnown);
          }
        });
    return wrong;
  }

  private static String keyOf(String message) {
    return message.substring(0, message.indexOf(':'));
  }
}
