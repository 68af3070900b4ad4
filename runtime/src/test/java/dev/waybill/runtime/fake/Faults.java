package dev.waybill.runtime.fake;

import dev.waybill.error.WaybillException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Failures that a test plants, each used once, and how many were met. */
public final class Faults {

  public enum Point {
    POLL,
    SEEK,
    COMMIT,
    /** The commit takes effect, then the failure is told. */
    COMMIT_DONE_UNTOLD,
    PUBLISH,
    /** The publish is accepted and fails later. */
    PUBLISH_ANSWER,
    OPEN_TRANSACTIONS,
    TRANSACTION_BEGIN,
    TRANSACTION_PUBLISH,
    STAGE,
    TRANSACTION_COMMIT,
    /** The transaction is committed, then the failure is told. */
    TRANSACTION_COMMIT_DONE_UNTOLD,
    DESCRIBE_GROUP,
    STORE_OPEN,
    STORE_POSITIONS,
    STORE_BEGIN,
    STORE_SEEK,
    STORE_TRANSACTION,
    STORE_LOCK,
    STORE_IDS,
    STORE_MOVE,
    STORE_COMMIT,
    /** The store's transaction is committed, then the failure is told. */
    STORE_COMMIT_DONE_UNTOLD
  }

  private final Map<Point, Deque<WaybillException>> planted = new EnumMap<>(Point.class);
  private final Map<Point, RuntimeException> unforeseen = new EnumMap<>(Point.class);
  private final Map<Point, Runnable> onTheWay = new ConcurrentHashMap<>();
  private int met;

  /** Runs whenever somebody comes by that point, before any failure planted there. */
  public Faults onTheWay(Point point, Runnable action) {
    onTheWay.put(point, action);
    return this;
  }

  public synchronized Faults plant(Point point, WaybillException failure) {
    planted.computeIfAbsent(point, none -> new ArrayDeque<>()).add(failure);
    return this;
  }

  /** As a bug would: no failure that anybody declares. */
  public synchronized Faults plantUnforeseen(Point point, RuntimeException failure) {
    unforeseen.put(point, failure);
    return this;
  }

  public synchronized int met() {
    return met;
  }

  public synchronized int left() {
    return unforeseen.size() + planted.values().stream().mapToInt(Deque::size).sum();
  }

  void meet(Point point) {
    onTheWay.getOrDefault(point, () -> {}).run();
    failAt(point);
  }

  private synchronized void failAt(Point point) {
    RuntimeException bug = unforeseen.remove(point);
    if (bug != null) {
      throw bug;
    }
    WaybillException failure = next(point);
    if (failure != null) {
      throw failure;
    }
  }

  /** As {@link #meet}, for who tells the failure in another way; null if there is none. */
  WaybillException take(Point point) {
    onTheWay.getOrDefault(point, () -> {}).run();
    return next(point);
  }

  private synchronized WaybillException next(Point point) {
    Deque<WaybillException> here = planted.get(point);
    WaybillException failure = here == null ? null : here.poll();
    if (failure != null) {
      met++;
      notifyAll();
    }
    return failure;
  }

  public synchronized void awaitMet(int count) throws InterruptedException {
    while (met < count) {
      wait(10_000);
    }
  }
}
