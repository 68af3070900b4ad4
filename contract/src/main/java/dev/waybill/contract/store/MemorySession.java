package dev.waybill.contract.store;

import dev.waybill.effect.EffectSession;
import dev.waybill.effect.EffectTransaction;
import dev.waybill.message.TopicPartition;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/** A group's part of the store. */
final class MemorySession implements EffectSession<Consumer<String>> {

  private final MemoryStore store;
  private final MemoryStore.Rows rows;

  MemorySession(MemoryStore store, MemoryStore.Rows rows) {
    this.store = store;
    this.rows = rows;
  }

  @Override
  public Map<TopicPartition, Long> positions(Collection<TopicPartition> partitions) {
    synchronized (store) {
      Map<TopicPartition, Long> known = new HashMap<>(rows.positions);
      known.keySet().retainAll(partitions);
      return known;
    }
  }

  @Override
  public Map<TopicPartition, Long> begin(Map<TopicPartition, Long> first) {
    synchronized (store) {
      first.forEach(rows.positions::putIfAbsent);
      return positions(first.keySet());
    }
  }

  @Override
  public void seek(Map<TopicPartition, Long> targets) {
    synchronized (store) {
      rows.positions.putAll(targets);
    }
  }

  @Override
  public EffectTransaction<Consumer<String>> transaction() {
    return new MemoryTransaction(store, rows, this);
  }

  @Override
  public int forgetIds() {
    return 0;
  }

  @Override
  public void close() {
    // The rows are the store's; a session holds nothing of its own.
  }
}
