package dev.waybill.runtime.fake;

import dev.waybill.engine.EngineConsumer;
import dev.waybill.engine.EngineTransactions;
import dev.waybill.engine.PublishCompletion;
import dev.waybill.error.FencedException;
import dev.waybill.error.RejectedException;
import dev.waybill.error.WaybillException;
import dev.waybill.message.Durability;
import dev.waybill.message.Headers;
import dev.waybill.message.TopicPartition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** A session of transactions: nothing is appended before the commit. */
final class FakeTransactions implements EngineTransactions {

  private record Staged(
      TopicPartition partition, long timestamp, byte[] key, byte[] value, Headers headers) {}

  private final FakeEngine engine;
  private final String id;
  private final List<Staged> staged = new ArrayList<>();
  private final Map<TopicPartition, Long> positions = new HashMap<>();
  private FakeEngine.FakeGroup group;
  private WaybillException failed;
  private boolean open;

  FakeTransactions(FakeEngine engine, String id) {
    this.engine = engine;
    this.id = id;
  }

  @Override
  public void begin() {
    synchronized (engine) {
      requireCurrent();
      engine.faults.meet(Faults.Point.TRANSACTION_BEGIN);
      if (open) {
        throw new RejectedException("a transaction is open");
      }
      open = true;
    }
  }

  @Override
  public void publish(
      TopicPartition partition,
      long timestampMillis,
      byte[] key,
      byte[] value,
      Headers headers,
      PublishCompletion completion) {
    WaybillException failure;
    synchronized (engine) {
      requireCurrent();
      requireOpen();
      engine.check(partition, key, value, headers);
      failure = engine.faults.take(Faults.Point.TRANSACTION_PUBLISH);
      if (failure == null) {
        staged.add(new Staged(partition, timestampMillis, key, value, headers));
      } else {
        failed = failure;
      }
    }
    if (failure == null) {
      completion.done(partition, 0, Durability.SYNCED);
    } else {
      completion.failed(failure);
    }
  }

  @Override
  public void commitPositions(EngineConsumer consumer, Map<TopicPartition, Long> next) {
    synchronized (engine) {
      requireCurrent();
      requireOpen();
      engine.faults.meet(Faults.Point.STAGE);
      ((FakeConsumer) consumer).requireOwned(next.keySet());
      group = ((FakeConsumer) consumer).group;
      positions.putAll(next);
    }
  }

  @Override
  public void commit() {
    synchronized (engine) {
      requireCurrent();
      requireOpen();
      if (failed != null) {
        WaybillException cause = failed;
        reset();
        throw cause;
      }
      WaybillException failure = engine.faults.take(Faults.Point.TRANSACTION_COMMIT);
      if (failure != null) {
        reset();
        throw failure;
      }
      TreeSet<TopicPartition> written = new TreeSet<>();
      for (Staged one : staged) {
        engine.append(one.partition, one.timestamp, one.key, one.value, one.headers);
        written.add(one.partition);
      }
      written.forEach(p -> engine.appendMarker(p.topic(), p.partition()));
      if (group != null) {
        group.committed.putAll(positions);
      }
      reset();
      engine.faults.meet(Faults.Point.TRANSACTION_COMMIT_DONE_UNTOLD);
    }
  }

  @Override
  public void abort() {
    synchronized (engine) {
      requireCurrent();
      reset();
    }
  }

  @Override
  public void close(Duration timeout) {
    synchronized (engine) {
      reset();
      engine.closed.add("transactions");
    }
  }

  private void reset() {
    staged.clear();
    positions.clear();
    group = null;
    failed = null;
    open = false;
  }

  private void requireOpen() {
    if (!open) {
      throw new RejectedException("no transaction is open");
    }
  }

  private void requireCurrent() {
    engine.requireOpen();
    if (engine.sessions.get(id) != this) {
      reset();
      throw new FencedException("a newer session of " + id + " exists");
    }
  }
}
