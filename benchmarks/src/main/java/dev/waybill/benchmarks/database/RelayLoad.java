package dev.waybill.benchmarks.database;

import dev.waybill.Waybill;
import dev.waybill.benchmarks.load.Load;
import dev.waybill.benchmarks.load.Workbench;
import dev.waybill.benchmarks.measure.Meter;
import dev.waybill.benchmarks.measure.Sample;
import dev.waybill.jdbc.outbox.LaneStatus;
import dev.waybill.jdbc.outbox.Outbox;
import dev.waybill.jdbc.outbox.OutboxRelay;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A relay takes a backlog out of an outbox: rows that were committed while none ran. The clock runs
 * until the last is published, synced, and struck off.
 *
 * @param warmUp messages at full scale
 * @param messages at full scale
 */
public record RelayLoad(long warmUp, long messages) implements Load {

  private static final int ROWS_PER_TRANSACTION = 1_000;
  private static final long LOOK_AGAIN_MILLIS = 2;
  private static final Duration PATIENCE = Duration.ofMinutes(2);

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
      write(database, outbox, workbench.count(warmUp));
      relay(outbox, waybill, workbench.count(warmUp));
      long count = workbench.count(messages);
      write(database, outbox, count);
      Meter meter = Meter.start();
      relay(outbox, waybill, count);
      Sample sample = meter.stop(count, OutboxTopic.bytes(count));
      if (outbox.lag().rows() != 0) {
        throw new IllegalStateException("expected an empty outbox, found " + outbox.lag());
      }
      return sample;
    }
  }

  private static void write(ShopDatabase database, Outbox outbox, long count) throws Exception {
    try (Connection connection = database.connect()) {
      for (int from = 0; from < count; from += ROWS_PER_TRANSACTION) {
        List<byte[]> rows = new ArrayList<>();
        for (int i = from; i < Math.min(count, from + ROWS_PER_TRANSACTION); i++) {
          rows.add(OutboxTopic.message(i));
        }
        outbox.publishAll(connection, OutboxTopic.TOPIC, rows);
        connection.commit();
      }
    }
  }

  private static void relay(Outbox outbox, Waybill waybill, long count)
      throws InterruptedException {
    long until = System.nanoTime() + PATIENCE.toNanos();
    try (OutboxRelay relay = outbox.relayTo(waybill).start()) {
      while (relay.status().stream().mapToLong(LaneStatus::relayed).sum() < count) {
        if (System.nanoTime() - until > 0) {
          throw new IllegalStateException("not relayed after " + PATIENCE + ": " + relay.status());
        }
        TimeUnit.MILLISECONDS.sleep(LOOK_AGAIN_MILLIS);
      }
    }
  }
}
