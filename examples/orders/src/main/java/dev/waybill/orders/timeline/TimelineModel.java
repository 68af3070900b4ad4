package dev.waybill.orders.timeline;

import dev.waybill.orders.audit.AuditedService;
import dev.waybill.orders.audit.Chronicle;
import dev.waybill.orders.audit.Evidence;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A run as counts over time. Times are milliseconds since the run's begin.
 *
 * @param bucketMillis the width of a bar: 50, or more for a long run
 * @param outages when no service worked: from a death, or the begin, until the data is open again
 */
record TimelineModel(
    long durationMillis,
    int bucketMillis,
    Map<AuditedService, Lane> lanes,
    List<Span> outages,
    List<Long> killMillis) {

  private static final int[] BUCKETS = {50, 100, 200, 500, 1000, 2000, 5000, 10_000};
  private static final int MAX_BARS = 400;

  /**
   * One service's bars.
   *
   * @param first deliveries of an order for the first time; acknowledgements for the intake
   * @param again deliveries of an order that had been delivered before; for the intake: orders
   *     whose commit was found out only after a restart
   */
  record Lane(int[] first, int[] again) {}

  /** From one moment to another. */
  record Span(long fromMillis, long toMillis) {}

  static TimelineModel of(Evidence evidence) {
    Chronicle chronicle = evidence.chronicle();
    long begin = chronicle.lives().stream().mapToLong(Chronicle.Life::startMillis).min().orElse(0);
    long duration = Math.max(1, lastMoment(evidence, begin) - begin);
    int bucket =
        Arrays.stream(BUCKETS)
            .filter(millis -> duration / millis < MAX_BARS)
            .findFirst()
            .orElse(BUCKETS[BUCKETS.length - 1]);
    return new TimelineModel(
        duration,
        bucket,
        lanes(evidence, begin, (int) (duration / bucket) + 1, bucket),
        outages(chronicle, begin, duration),
        chronicle.kills().stream().map(kill -> kill.atMillis() - begin).toList());
  }

  /** The most that happened in one bar of any lane. */
  int busiest() {
    return lanes.values().stream().mapToInt(TimelineModel::busiest).max().orElse(0);
  }

  private static int busiest(Lane lane) {
    int most = 0;
    for (int i = 0; i < lane.first().length; i++) {
      most = Math.max(most, lane.first()[i] + lane.again()[i]);
    }
    return most;
  }

  private static long lastMoment(Evidence evidence, long begin) {
    Chronicle chronicle = evidence.chronicle();
    return Stream.of(
            chronicle.lives().stream().flatMap(life -> life.endMillis().stream()),
            chronicle.acknowledged().stream().map(Chronicle.Acknowledged::atMillis),
            evidence.deliveries().stream().map(Evidence.BegunDelivery::atMillis))
        .flatMap(moments -> moments)
        .mapToLong(Long::longValue)
        .max()
        .orElse(begin);
  }

  private static Map<AuditedService, Lane> lanes(
      Evidence evidence, long begin, int bars, int bucket) {
    Map<AuditedService, Lane> lanes = new EnumMap<>(AuditedService.class);
    for (AuditedService service : AuditedService.values()) {
      Lane lane = new Lane(new int[bars], new int[bars]);
      if (service == AuditedService.INTAKE) {
        countAcknowledged(evidence, lane, begin, bucket);
      } else {
        countDeliveries(evidence, service, lane, begin, bucket);
      }
      lanes.put(service, lane);
    }
    return lanes;
  }

  private static void countAcknowledged(Evidence evidence, Lane lane, long begin, int bucket) {
    for (Chronicle.Acknowledged range : evidence.chronicle().acknowledged()) {
      int[] counts = range.late() ? lane.again() : lane.first();
      int orders = (int) (range.last() - range.first() + 1);
      counts[bar(range.atMillis() - begin, bucket, counts.length)] += orders;
    }
  }

  private static void countDeliveries(
      Evidence evidence, AuditedService service, Lane lane, long begin, int bucket) {
    Set<String> seen = new HashSet<>();
    for (Evidence.BegunDelivery delivery : evidence.deliveries()) {
      if (delivery.service() == service) {
        int[] counts = seen.add(delivery.orderId()) ? lane.first() : lane.again();
        counts[bar(delivery.atMillis() - begin, bucket, counts.length)]++;
      }
    }
  }

  // A clock that was set back in the midst of the run must not break the picture.
  private static int bar(long millis, int bucket, int bars) {
    return (int) Math.max(0, Math.min(bars - 1, millis / bucket));
  }

  private static List<Span> outages(Chronicle chronicle, long begin, long duration) {
    List<Span> outages = new ArrayList<>();
    long downSince = 0;
    for (Chronicle.Life life : chronicle.lives()) {
      if (life.openedMillis().isPresent()) {
        outages.add(new Span(downSince, life.openedMillis().get() - begin));
        downSince = life.endMillis().orElse(begin + duration) - begin;
      }
    }
    if (downSince < duration) {
      outages.add(new Span(downSince, duration));
    }
    return outages;
  }
}
