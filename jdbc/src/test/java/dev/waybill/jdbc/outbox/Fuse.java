package dev.waybill.jdbc.outbox;

import java.util.Map;
import java.util.TreeMap;

/**
 * When a process dies: at its n-th call of the outside world, before or after that has taken
 * effect. A dead process has no effect any more.
 */
final class Fuse {

  /** The process is no more. */
  static final class Killed extends Error {
    private static final long serialVersionUID = 1L;

    Killed(String where) {
      super("killed " + where);
    }
  }

  private final Map<String, Integer> blownAt = new TreeMap<>();
  private int callsLeft = Integer.MAX_VALUE;
  private boolean after;
  private String onlyAt = "";
  private volatile boolean dead;

  /** Lives for so many calls more. */
  synchronized void set(int calls, boolean diesAfterTheLast) {
    setAt("", calls, diesAfterTheLast);
  }

  /** Lives for so many calls more of that kind. */
  synchronized void setAt(String call, int calls, boolean diesAfterTheLast) {
    onlyAt = call;
    callsLeft = calls;
    after = diesAfterTheLast;
    dead = false;
  }

  boolean isDead() {
    return dead;
  }

  /** Before a call takes effect. */
  synchronized void before(String call) {
    if (dead) {
      throw new Killed("long ago, before " + call);
    }
    if (!call.startsWith(onlyAt)) {
      return;
    }
    callsLeft--;
    if (callsLeft == 0 && !after) {
      blow("before " + call);
    }
  }

  /** After a call has taken effect. */
  synchronized void after(String call) {
    if (callsLeft <= 0 && !dead && after && call.startsWith(onlyAt)) {
      blow("after " + call);
    }
  }

  private void blow(String where) {
    dead = true;
    blownAt.merge(where, 1, Integer::sum);
    throw new Killed(where);
  }

  /** Where it was blown, and how often. */
  synchronized Map<String, Integer> blownAt() {
    return Map.copyOf(blownAt);
  }
}
