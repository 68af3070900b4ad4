package dev.waybill.benchmarks.database;

import dev.waybill.Subscription;
import dev.waybill.Waybill;
import dev.waybill.benchmarks.load.Histograms;
import dev.waybill.benchmarks.load.Load;
import dev.waybill.benchmarks.load.Schedule;
import dev.waybill.benchmarks.load.Workbench;
import dev.waybill.benchmarks.measure.Meter;
import dev.waybill.benchmarks.measure.Sample;
import dev.waybill.jdbc.outbox.LaneStatus;
import dev.waybill.jdbc.outbox.Outbox;
import dev.waybill.jdbc.outbox.OutboxRelay;
import dev.waybill.message.StartPosition;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.HdrHistogram.ConcurrentHistogram;

/**
 * Transactions of one message each at a fixed rate, by several connections, and a relay beside
 * them: from the return of a COMMIT until a subscriber has the message, which is synced by then.
 *
 * @param perSecond transactions
 */
public record RelayLatencyLoad(int perSecond) implements Load {

  private static final int WRITERS = 8;
  private static final Duration WARM_UP = Duration.ofSeconds(12);
  private static final Duration MEASURED = Duration.ofSeconds(15);
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final long LOOK_AGAIN_MILLIS = 2;

  @Override
  public Sample run(Workbench workbench) throws Exception {
    try (ShopDatabase database = ShopDatabase.start(workbench)) {
      return run(workbench, database);
    }
  }

  Sample run(Workbench workbench, ShopDatabase database) throws Exception {
    try (Waybill waybill = Waybill.open(workbench.url())) {
      Outbox outbox = Outbox.in(database.pool()).createSchema();
      waybill.topics().create(OutboxTopic.TOPIC.name(), OutboxTopic.TOPIC.settings().orElseThrow());
      try (OutboxRelay relay = outbox.relayTo(waybill).start()) {
        publish(database, outbox, waybill, count(workbench, WARM_UP));
        int count = count(workbench, MEASURED);
        Meter meter = Meter.start();
        ConcurrentHistogram latencies = publish(database, outbox, waybill, count);
        Sample sample =
            meter.stop(count, OutboxTopic.bytes(count), Histograms.percentiles(latencies));
        if (!relay.status().stream().allMatch(LaneStatus::isWell)) {
          throw new IllegalStateException("expected lanes that are well, found " + relay.status());
        }
        return sample;
      }
    }
  }

  private int count(Workbench workbench, Duration duration) {
    return (int) Math.max(1, workbench.lasting(duration).toMillis() * perSecond / 1000);
  }

  private ConcurrentHistogram publish(
      ShopDatabase database, Outbox outbox, Waybill waybill, int count) throws Exception {
    long[] committed = new long[count];
    long[] seen = new long[count];
    AtomicInteger handled = new AtomicInteger();
    try (Subscription subscription =
        waybill
            .subscribe(OutboxTopic.TOPIC)
            .broadcast()
            .startAt(StartPosition.latest())
            .handle(
                message -> {
                  seen[OutboxTopic.number(message)] = System.nanoTime();
                  handled.incrementAndGet();
                })) {
      commitAll(database, outbox, committed);
      long until = System.nanoTime() + PATIENCE.toNanos();
      while (handled.get() < count) {
        if (System.nanoTime() - until > 0) {
          throw new IllegalStateException(
              "expected " + count + " messages, found " + subscription.counts());
        }
        TimeUnit.MILLISECONDS.sleep(LOOK_AGAIN_MILLIS);
      }
    }
    ConcurrentHistogram latencies = Histograms.empty();
    for (int i = 0; i < count; i++) {
      Histograms.record(latencies, seen[i] - committed[i]);
    }
    return latencies;
  }

  private void commitAll(ShopDatabase database, Outbox outbox, long[] committed) throws Exception {
    Schedule schedule = new Schedule(perSecond, committed.length);
    AtomicInteger next = new AtomicInteger();
    ExecutorService threads = Executors.newFixedThreadPool(WRITERS);
    try {
      List<Future<?>> writers = new ArrayList<>();
      for (int writer = 0; writer < WRITERS; writer++) {
        writers.add(
            threads.submit(
                () -> {
                  try (Connection connection = database.connect()) {
                    for (int i = next.getAndIncrement();
                        i < committed.length;
                        i = next.getAndIncrement()) {
                      schedule.awaitDue(i);
                      outbox.publish(connection, OutboxTopic.TOPIC, OutboxTopic.message(i));
                      connection.commit();
                      committed[i] = System.nanoTime();
                    }
                  }
                  return next;
                }));
      }
      for (Future<?> writer : writers) {
        writer.get();
      }
    } finally {
      threads.shutdownNow();
    }
  }
}
