package dev.waybill.benchmarks.measure;

import com.sun.management.GarbageCollectionNotificationInfo;
import com.sun.management.GcInfo;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import javax.management.ListenerNotFoundException;
import javax.management.Notification;
import javax.management.NotificationEmitter;
import javax.management.NotificationListener;
import javax.management.openmbean.CompositeData;

/**
 * Watches the heap from one moment to another.
 *
 * <p>Usage only falls by a collection, so the usage before each collection and at the end contains
 * the peak. The pools' own peaks are not used: each is of another moment, and their sum never was.
 */
final class HeapWatch {

  private static final long PATIENCE_NANOS = 1_000_000_000L;
  private static final long LOOK_EVERY_MILLIS = 10;

  /** Since JDK 20 a collector of its own, whose pauses mark and leave the garbage where it is. */
  private static final String ONLY_MARKS = "G1 Concurrent GC";

  /**
   * What was used.
   *
   * @param peakBytes the most at once, garbage included
   * @param liveBytes the most that was left after a collection; one is made at the end
   */
  record Used(long peakBytes, long liveBytes) {}

  private final Set<String> heapPools =
      ManagementFactory.getMemoryPoolMXBeans().stream()
          .filter(pool -> pool.getType() == MemoryType.HEAP)
          .map(MemoryPoolMXBean::getName)
          .collect(Collectors.toUnmodifiableSet());
  private final List<NotificationEmitter> collectors =
      ManagementFactory.getGarbageCollectorMXBeans().stream()
          .filter(NotificationEmitter.class::isInstance)
          .map(NotificationEmitter.class::cast)
          .toList();
  private final NotificationListener listener = this::collected;
  private final long collectionsBefore = collections();

  private long peak;
  private long live;
  private long collectionsSeen;

  private HeapWatch() {}

  static HeapWatch begin() {
    HeapWatch watch = new HeapWatch();
    watch.collectors.forEach(
        collector -> collector.addNotificationListener(watch.listener, null, null));
    return watch;
  }

  Used end() {
    note(usedNow(), 0);
    note(0, usedAfterCollection());
    awaitNotifications();
    for (NotificationEmitter collector : collectors) {
      try {
        collector.removeNotificationListener(listener);
      } catch (ListenerNotFoundException e) {
        throw new IllegalStateException("the heap was watched and its listener is gone", e);
      }
    }
    synchronized (this) {
      return new Used(peak, live);
    }
  }

  /** Collections are told of by another thread, a little later. */
  private synchronized void awaitNotifications() {
    long end = System.nanoTime() + PATIENCE_NANOS;
    try {
      while (collectionsSeen < collections() - collectionsBefore && System.nanoTime() < end) {
        wait(LOOK_EVERY_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static long collections() {
    return ManagementFactory.getGarbageCollectorMXBeans().stream()
        .mapToLong(GarbageCollectorMXBean::getCollectionCount)
        .sum();
  }

  /** What is left in use after a full collection, made now. */
  static long usedAfterCollection() {
    System.gc();
    return usedNow();
  }

  private static long usedNow() {
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  private void collected(Notification notification, Object handback) {
    if (notification.getUserData() instanceof CompositeData data
        && notification
            .getType()
            .equals(GarbageCollectionNotificationInfo.GARBAGE_COLLECTION_NOTIFICATION)) {
      GarbageCollectionNotificationInfo info = GarbageCollectionNotificationInfo.from(data);
      GcInfo collection = info.getGcInfo();
      note(
          used(collection.getMemoryUsageBeforeGc()),
          info.getGcName().equals(ONLY_MARKS) ? 0 : used(collection.getMemoryUsageAfterGc()));
      synchronized (this) {
        collectionsSeen++;
        notifyAll();
      }
    }
  }

  private synchronized void note(long used, long left) {
    peak = Math.max(peak, used);
    live = Math.max(live, left);
  }

  private long used(Map<String, MemoryUsage> pools) {
    long sum = 0;
    for (Map.Entry<String, MemoryUsage> pool : pools.entrySet()) {
      if (heapPools.contains(pool.getKey())) {
        sum += pool.getValue().getUsed();
      }
    }
    return sum;
  }
}
