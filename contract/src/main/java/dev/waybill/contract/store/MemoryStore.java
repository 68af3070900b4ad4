package dev.waybill.contract.store;

import dev.waybill.effect.EffectSession;
import dev.waybill.effect.EffectStore;
import dev.waybill.message.TopicPartition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * A store whose effects are texts. Its transactions hold positions as a database holds rows, and
 * are all or nothing; it survives the engine, and not the process.
 */
public final class MemoryStore implements EffectStore<Consumer<String>> {

  private static final Duration ID_RETENTION = Duration.ofDays(7);

  /** What a group has in the store; guarded by the store. */
  static final class Rows {
    final Map<TopicPartition, Long> positions = new HashMap<>();
    final Map<TopicPartition, Object> holders = new HashMap<>();
    final Set<String> ids = new HashSet<>();
  }

  private final Map<String, Rows> groups = new HashMap<>();
  private final List<String> effects = new ArrayList<>();

  /** What was committed, in the order of the commits. */
  public synchronized List<String> effects() {
    return List.copyOf(effects);
  }

  /** Where a group is in a partition; −1: it has no position there. */
  public synchronized long position(String group, TopicPartition partition) {
    return rows(group).positions.getOrDefault(partition, -1L);
  }

  synchronized Rows rows(String group) {
    return groups.computeIfAbsent(group, name -> new Rows());
  }

  synchronized void write(List<String> committed) {
    effects.addAll(committed);
  }

  @Override
  public String name() {
    return "a store in memory";
  }

  @Override
  public Duration idRetention() {
    return ID_RETENTION;
  }

  @Override
  public EffectSession<Consumer<String>> open(String group) {
    return new MemorySession(this, rows(group));
  }
}
