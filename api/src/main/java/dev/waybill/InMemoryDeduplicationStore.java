package dev.waybill;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Ids in the order of their completion, so that the oldest are forgotten first.
 *
 * <p>Invariant: a claimed id is never forgotten, whatever the bounds; only done ids are.
 */
final class InMemoryDeduplicationStore implements DeduplicationStore {

  private record Key(String group, String id) {}

  private static final Duration LONGEST_AGE = Duration.ofDays(365_000);

  private final Window window;
  private final long maxAgeMillis;
  private final InstantSource clock;
  private final Map<Key, Boolean> claimed = new LinkedHashMap<>();
  private final LinkedHashMap<Key, Long> doneAtMillis = new LinkedHashMap<>();

  InMemoryDeduplicationStore(int maxIds, Duration maxAge, InstantSource clock) {
    if (maxIds < 1 || maxAge.isNegative() || maxAge.isZero()) {
      throw new IllegalArgumentException(
          "expected maxIds ≥ 1 and a positive maxAge, found " + maxIds + " and " + maxAge);
    }
    this.window = new Window(maxIds, maxAge, false);
    this.maxAgeMillis =
        maxAge.compareTo(LONGEST_AGE) > 0 ? LONGEST_AGE.toMillis() : maxAge.toMillis();
    this.clock = clock;
  }

  @Override
  public synchronized Claim claim(String group, String id) {
    forgetOld();
    Key key = new Key(group, id);
    if (doneAtMillis.containsKey(key)) {
      return Claim.DONE;
    }
    return claimed.putIfAbsent(key, Boolean.TRUE) == null ? Claim.GRANTED : Claim.BUSY;
  }

  @Override
  public synchronized void complete(String group, String id) {
    Key key = new Key(group, id);
    claimed.remove(key);
    doneAtMillis.remove(key);
    doneAtMillis.put(key, clock.millis());
    forgetOld();
  }

  @Override
  public synchronized void release(String group, String id) {
    claimed.remove(new Key(group, id));
  }

  @Override
  public Window window() {
    return window;
  }

  private void forgetOld() {
    long oldest = clock.millis() - maxAgeMillis;
    Iterator<Long> times = doneAtMillis.values().iterator();
    while (times.hasNext()) {
      long doneAt = times.next();
      if (doneAt >= oldest && doneAtMillis.size() <= window.maxIds()) {
        return;
      }
      times.remove();
    }
  }
}
