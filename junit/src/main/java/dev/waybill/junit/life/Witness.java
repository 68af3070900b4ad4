package dev.waybill.junit.life;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the user's handler was given, in all lives, and how that ended. Thread-safe. */
public final class Witness {

  private final Map<String, Integer> begun = new LinkedHashMap<>();
  private final Map<String, Integer> ended = new LinkedHashMap<>();
  private final List<String> order = new ArrayList<>();
  private Optional<Throwable> lastFailure = Optional.empty();
  private int redelivered;

  synchronized void begins(List<String> ids) {
    for (String id : ids) {
      begun.merge(id, 1, Integer::sum);
      order.add(id);
    }
  }

  synchronized void ends(List<String> ids) {
    ids.forEach(id -> ended.merge(id, 1, Integer::sum));
  }

  synchronized void fails(Throwable failure) {
    lastFailure = Optional.of(failure);
  }

  synchronized void delivered(int messagesSeenBefore) {
    redelivered += messagesSeenBefore;
  }

  /** How often the handler was given a message. */
  public synchronized int timesBegun(String id) {
    return begun.getOrDefault(id, 0);
  }

  /** How often the handler returned from a message. */
  public synchronized int timesEnded(String id) {
    return ended.getOrDefault(id, 0);
  }

  /** Messages that the handler returned from at least once. */
  public synchronized int messagesEnded() {
    return ended.size();
  }

  /** Ids in the order in which the handler was first given them. */
  public synchronized List<String> order() {
    return order.stream().distinct().toList();
  }

  /** Messages that the broker delivered to a life after an earlier one had been given them. */
  public synchronized int redelivered() {
    return redelivered;
  }

  /** What the handler threw last. */
  public synchronized Optional<Throwable> lastFailure() {
    return lastFailure;
  }
}
