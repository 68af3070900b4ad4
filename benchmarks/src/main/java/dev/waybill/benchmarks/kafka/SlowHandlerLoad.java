package dev.waybill.benchmarks.kafka;

import dev.waybill.Subscription;
import dev.waybill.Waybill;
import dev.waybill.admin.GroupDescription;
import dev.waybill.benchmarks.load.Load;
import dev.waybill.benchmarks.load.Workbench;
import dev.waybill.benchmarks.measure.Meter;
import dev.waybill.benchmarks.measure.Sample;
import dev.waybill.message.StartPosition;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/**
 * A topic of many times the heap behind a handler that takes longer for its first message than its
 * session lasts, and is slow ever after. What is asked is whether it fits, and whether the member
 * stays the one that it was.
 *
 * <p>Asserts that each partition's messages come in order and once each: a member that had lost
 * them and come back would have them twice.
 */
public record SlowHandlerLoad(KafkaInput input) implements Load {

  /** How often the group had another owner of a partition than the first. */
  public static final String REBALANCES = "rebalances";

  /** The most threads at once, less those when the handler began. */
  public static final String ADDED_THREADS = "addedThreads";

  private static final Duration SESSION = Duration.ofSeconds(10);
  private static final Duration FIRST = Duration.ofSeconds(25);
  private static final Duration EACH = Duration.ofMillis(5);
  private static final Duration AFTERWARDS = Duration.ofSeconds(15);
  private static final Duration LOOK_EVERY = Duration.ofSeconds(1);
  private static final Duration TO_JOIN = Duration.ofSeconds(30);

  @Override
  public Sample run(Workbench workbench) throws Exception {
    SlowHandler handler = new SlowHandler(workbench.lasting(FIRST).toMillis(), EACH.toMillis());
    String group = "slow-" + workbench.round(); // one that begins at the first message
    try (Waybill waybill = Waybill.open(KafkaNode.url(workbench.server()));
        Subscription subscription =
            waybill
                .subscribe(input.topic())
                .group(group)
                .atLeastOnce()
                .startAt(StartPosition.earliest())
                .sessionTimeout(SESSION)
                .handleDeliveries(handler)) {
      awaitBegin(handler);
      ThreadMXBean threads = ManagementFactory.getThreadMXBean();
      Set<String> owners = owners(waybill, group);
      int threadsBefore = threads.getThreadCount();
      threads.resetPeakThreadCount();
      Meter meter = Meter.start();
      long end =
          System.nanoTime()
              + workbench.lasting(FIRST).plus(workbench.lasting(AFTERWARDS)).toNanos();
      long rebalances = 0;
      while (System.nanoTime() < end) {
        Thread.sleep(workbench.lasting(LOOK_EVERY).toMillis());
        Set<String> now = owners(waybill, group);
        if (!now.equals(owners)) {
          rebalances++;
          owners = now;
        }
      }
      int added = threads.getPeakThreadCount() - threadsBefore;
      requireFine(subscription, handler);
      return meter.stop(
          handler.count(),
          handler.count() * input.bytes(),
          Map.of(REBALANCES, (double) rebalances, ADDED_THREADS, (double) added));
    }
  }

  private static void awaitBegin(SlowHandler handler) {
    long end = System.nanoTime() + TO_JOIN.toNanos();
    while (handler.count() == 0) {
      if (System.nanoTime() > end) {
        throw new IllegalStateException("expected a first message within " + TO_JOIN);
      }
      LockSupport.parkNanos(1_000_000);
    }
  }

  private static Set<String> owners(Waybill waybill, String group) {
    return waybill.groups().describe(group).orElseThrow().positions().stream()
        .map(GroupDescription.Position::owner)
        .map(String::valueOf)
        .collect(Collectors.toSet());
  }

  private static void requireFine(Subscription subscription, SlowHandler handler) {
    if (subscription.failure().isPresent() || handler.outOfOrder() > 0 || handler.count() < 2) {
      throw new IllegalStateException(
          "expected messages in order and once each, found "
              + handler.outOfOrder()
              + " others of "
              + handler.count()
              + ", the first of them "
              + handler.firstOther()
              + "; "
              + subscription.failure());
    }
  }
}
