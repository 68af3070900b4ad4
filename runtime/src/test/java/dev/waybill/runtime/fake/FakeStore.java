package dev.waybill.runtime.fake;

import dev.waybill.effect.EffectSession;
import dev.waybill.effect.EffectStore;
import dev.waybill.effect.EffectTransaction;
import dev.waybill.error.FencedException;
import dev.waybill.error.RejectedException;
import dev.waybill.error.RetriableException;
import dev.waybill.message.TopicPartition;
import dev.waybill.runtime.fake.Faults.Point;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;

/** A store in memory, of one group: its transactions hold positions as a database holds rows. */
public final class FakeStore implements EffectStore<Consumer<String>> {

  /** A handler that throws this was the victim of a deadlock. */
  public static final class Deadlock extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  private final Faults faults;
  private final Map<TopicPartition, Long> positions = new TreeMap<>();
  private final Map<TopicPartition, Object> holders = new HashMap<>();
  private final Set<String> ids = new HashSet<>();
  private final List<String> effects = new ArrayList<>();
  private int commits;
  private int closed;

  /** A text whose writing ends the transaction that it is written in. */
  public volatile String ending = "";

  /** A partition whose row somebody else holds: whoever waits for it gives up at once. */
  public volatile int held = -1;

  /** A text whose presence in a transaction violates a constraint, which its commit tells. */
  public volatile String forbidden = "";

  public FakeStore(Faults faults) {
    this.faults = faults;
  }

  public synchronized List<String> effects() {
    return List.copyOf(effects);
  }

  public synchronized long position(String topic, int partition) {
    return positions.getOrDefault(new TopicPartition(topic, partition), -1L);
  }

  /** As another member's transaction does, or a hand. */
  public synchronized void put(String topic, int partition, long position) {
    positions.put(new TopicPartition(topic, partition), position);
  }

  /** As a hand does that deletes its row. */
  public synchronized void remove(String topic, int partition) {
    positions.remove(new TopicPartition(topic, partition));
  }

  public synchronized int commits() {
    return commits;
  }

  public synchronized int closed() {
    return closed;
  }

  @Override
  public String name() {
    return "memory";
  }

  @Override
  public Duration idRetention() {
    return Duration.ofDays(7);
  }

  @Override
  public EffectSession<Consumer<String>> open(String group) {
    faults.meet(Point.STORE_OPEN);
    return new Session();
  }

  private final class Session implements EffectSession<Consumer<String>> {

    @Override
    public Map<TopicPartition, Long> positions(Collection<TopicPartition> partitions) {
      faults.meet(Point.STORE_POSITIONS);
      return known(partitions);
    }

    @Override
    public Map<TopicPartition, Long> begin(Map<TopicPartition, Long> first) {
      faults.meet(Point.STORE_BEGIN);
      synchronized (FakeStore.this) {
        first.forEach(positions::putIfAbsent);
      }
      return known(first.keySet());
    }

    @Override
    public void seek(Map<TopicPartition, Long> targets) {
      faults.meet(Point.STORE_SEEK);
      synchronized (FakeStore.this) {
        positions.putAll(targets);
      }
    }

    @Override
    public EffectTransaction<Consumer<String>> transaction() {
      faults.meet(Point.STORE_TRANSACTION);
      return new Transaction();
    }

    @Override
    public int forgetIds() {
      return 0;
    }

    @Override
    public void close() {
      synchronized (FakeStore.this) {
        closed++;
      }
    }
  }

  private Map<TopicPartition, Long> known(Collection<TopicPartition> partitions) {
    synchronized (this) {
      Map<TopicPartition, Long> known = new TreeMap<>(positions);
      known.keySet().retainAll(partitions);
      return known;
    }
  }

  private final class Transaction implements EffectTransaction<Consumer<String>> {
    private final Map<TopicPartition, Long> moves = new HashMap<>();
    private final Set<String> inserted = new HashSet<>();
    private final List<String> written = new ArrayList<>();
    private boolean endedByHandler;

    @Override
    public Map<TopicPartition, Long> lock(Collection<TopicPartition> partitions) {
      faults.meet(Point.STORE_LOCK);
      if (partitions.stream().anyMatch(each -> each.partition() == held)) {
        throw new RetriableException("lock timeout");
      }
      synchronized (FakeStore.this) {
        for (TopicPartition partition : new TreeSet<>(partitions)) {
          while (holders.getOrDefault(partition, this) != this) {
            await();
          }
          holders.put(partition, this);
        }
        return known(partitions);
      }
    }

    private void await() {
      try {
        FakeStore.this.wait();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    public boolean[] insertIds(List<String> some) {
      faults.meet(Point.STORE_IDS);
      boolean[] fresh = new boolean[some.size()];
      synchronized (FakeStore.this) {
        for (int i = 0; i < fresh.length; i++) {
          fresh[i] = !ids.contains(some.get(i)) && inserted.add(some.get(i));
        }
      }
      return fresh;
    }

    @Override
    public Consumer<String> handle() {
      return text -> {
        written.add(text);
        if (text.equals(ending)) {
          synchronized (FakeStore.this) {
            effects.addAll(written);
          }
          endedByHandler = true;
        }
      };
    }

    @Override
    public boolean wasEndedByHandler() {
      return endedByHandler;
    }

    @Override
    public void move(TopicPartition partition, long expected, long next) {
      faults.meet(Point.STORE_MOVE);
      synchronized (FakeStore.this) {
        if (holders.get(partition) != this || positions.get(partition) != expected) {
          throw new FencedException("expected " + expected + ", found " + positions);
        }
        moves.put(partition, next);
      }
    }

    @Override
    public boolean isTransient(Throwable failureOfHandler) {
      return failureOfHandler instanceof Deadlock;
    }

    @Override
    public void commit() {
      faults.meet(Point.STORE_COMMIT);
      if (written.contains(forbidden) || endedByHandler) {
        throw new RejectedException(endedByHandler ? "ended by a handler" : "constraint violated");
      }
      synchronized (FakeStore.this) {
        positions.putAll(moves);
        ids.addAll(inserted);
        effects.addAll(written);
        commits++;
      }
      faults.meet(Point.STORE_COMMIT_DONE_UNTOLD);
    }

    @Override
    public void close() {
      synchronized (FakeStore.this) {
        holders.values().removeIf(holder -> holder == this);
        FakeStore.this.notifyAll();
      }
    }
  }
}
