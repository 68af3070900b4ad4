package dev.waybill.contract.store;

import dev.waybill.effect.EffectTransaction;
import dev.waybill.error.FencedException;
import dev.waybill.error.RetriableException;
import dev.waybill.message.TopicPartition;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/** One transaction: everything it wrote becomes visible at its commit. */
final class MemoryTransaction implements EffectTransaction<Consumer<String>> {

  private final MemoryStore store;
  private final MemoryStore.Rows rows;
  private final MemorySession session;
  private final Map<TopicPartition, Long> moves = new HashMap<>();
  private final Set<String> newIds = new HashSet<>();
  private final List<String> written = new ArrayList<>();

  MemoryTransaction(MemoryStore store, MemoryStore.Rows rows, MemorySession session) {
    this.store = store;
    this.rows = rows;
    this.session = session;
  }

  @Override
  public Map<TopicPartition, Long> lock(Collection<TopicPartition> partitions) {
    synchronized (store) {
      for (TopicPartition partition : new TreeSet<>(partitions)) {
        while (rows.holders.getOrDefault(partition, this) != this) {
          await(partition);
        }
        rows.holders.put(partition, this);
      }
      return session.positions(partitions);
    }
  }

  private void await(TopicPartition partition) {
    try {
      store.wait();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RetriableException(
          "interrupted while another transaction held the position of "
              + partition
              + "; nothing was written: try again",
          e);
    }
  }

  @Override
  public boolean[] insertIds(List<String> ids) {
    boolean[] fresh = new boolean[ids.size()];
    synchronized (store) {
      for (int i = 0; i < fresh.length; i++) {
        fresh[i] = !rows.ids.contains(ids.get(i)) && newIds.add(ids.get(i));
      }
    }
    return fresh;
  }

  @Override
  public Consumer<String> handle() {
    return written::add;
  }

  @Override
  public void move(TopicPartition partition, long expected, long next) {
    synchronized (store) {
      Long found = rows.positions.get(partition);
      if (rows.holders.get(partition) != this || !Objects.equals(found, expected)) {
        throw new FencedException(
            partition
                + ": expected to hold the position "
                + expected
                + ", found "
                + found
                + "; nothing of the transaction is kept: go on from the position found");
      }
      moves.put(partition, next);
    }
  }

  @Override
  public boolean isTransient(Throwable failureOfHandler) {
    return false;
  }

  @Override
  public void commit() {
    synchronized (store) {
      rows.positions.putAll(moves);
      rows.ids.addAll(newIds);
      store.write(written);
    }
  }

  @Override
  public boolean wasEndedByHandler() {
    return false;
  }

  @Override
  public void close() {
    synchronized (store) {
      rows.holders.values().removeIf(holder -> holder == this);
      store.notifyAll();
    }
  }
}
