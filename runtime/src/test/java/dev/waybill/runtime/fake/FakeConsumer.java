package dev.waybill.runtime.fake;

import dev.waybill.engine.ConsumerSettings;
import dev.waybill.engine.EngineConsumer;
import dev.waybill.engine.Polled;
import dev.waybill.error.FencedException;
import dev.waybill.error.RejectedException;
import dev.waybill.message.StartPosition;
import dev.waybill.message.StoredMessage;
import dev.waybill.message.TopicPartition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** A reader whose partitions are shared out round robin, handed over one owner at a time. */
final class FakeConsumer implements EngineConsumer {

  private final FakeEngine engine;
  private final ConsumerSettings settings;
  final FakeEngine.FakeGroup group;
  private final Map<TopicPartition, Long> places = new TreeMap<>();
  private final Set<TopicPartition> paused = new HashSet<>();
  boolean lost;
  private boolean woken;
  private boolean closed;

  FakeConsumer(FakeEngine engine, ConsumerSettings settings) {
    this.engine = engine;
    this.settings = settings;
    if (settings.group().isPresent()) {
      group =
          engine.groups.computeIfAbsent(settings.group().get(), none -> new FakeEngine.FakeGroup());
      group.members.add(this);
      engine.notifyAll();
    } else {
      group = null;
      partitions().forEach(p -> places.put(p, offsetOf(p, settings.startAt())));
    }
  }

  private List<TopicPartition> partitions() {
    List<TopicPartition> all = new ArrayList<>();
    for (String topic : settings.topics()) {
      FakeEngine.FakeTopic found = engine.topics.get(topic);
      if (found == null) {
        throw new RejectedException("unknown topic " + topic);
      }
      for (int i = 0; i < found.partitions.size(); i++) {
        all.add(new TopicPartition(topic, i));
      }
    }
    return all;
  }

  @Override
  public Polled poll(Duration maxWait) {
    long until = System.nanoTime() + maxWait.toNanos();
    while (true) {
      boolean changed = follow();
      synchronized (engine) {
        if (closed) {
          throw new RejectedException("the consumer is closed");
        }
        engine.requireOpen();
        engine.faults.meet(Faults.Point.POLL);
        goPastWhatRetentionTook();
        List<Polled.Batch> batches = read();
        long left = until - System.nanoTime();
        if (!batches.isEmpty() || changed || woken || left <= 0) {
          woken = false;
          return new Polled(batches);
        }
        if (!pending()) {
          try {
            engine.wait(Math.max(1, left / 1_000_000));
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Polled.nothing();
          }
        }
      }
    }
  }

  private void goPastWhatRetentionTook() {
    for (Map.Entry<TopicPartition, Long> place : places.entrySet()) {
      long earliest = engine.earliest(place.getKey());
      long from = place.getValue();
      if (from < earliest && !paused.contains(place.getKey())) {
        place.setValue(earliest);
        settings.listener().onOvertaken(place.getKey(), from, earliest);
      }
    }
  }

  private List<Polled.Batch> read() {
    List<Polled.Batch> batches = new ArrayList<>();
    for (Map.Entry<TopicPartition, Long> place : places.entrySet()) {
      if (paused.contains(place.getKey())) {
        continue;
      }
      List<StoredMessage> log =
          engine.topics.get(place.getKey().topic()).partitions.get(place.getKey().partition());
      List<StoredMessage> messages = new ArrayList<>();
      int at = (int) (long) place.getValue();
      while (at < log.size() && messages.size() < settings.maxBatchMessages()) {
        if (log.get(at) != null) {
          messages.add(log.get(at));
        }
        at++;
      }
      if (at > place.getValue()) {
        place.setValue((long) at);
        batches.add(new Polled.Batch(place.getKey(), messages, at));
      }
    }
    return batches;
  }

  private Set<TopicPartition> target() {
    Set<TopicPartition> target = new TreeSet<>();
    List<TopicPartition> all = partitions();
    int mine = group.members.indexOf(this);
    for (int i = 0; i < all.size(); i++) {
      if (i % group.members.size() == mine) {
        target.add(all.get(i));
      }
    }
    return target;
  }

  private boolean pending() {
    if (group == null || closed) {
      return false;
    }
    Set<TopicPartition> target = target();
    return lost
        || !target.containsAll(places.keySet())
        || target.stream().anyMatch(p -> !places.containsKey(p) && !group.owners.containsKey(p));
  }

  /** Gives up and takes partitions; the listener is called outside the monitor. */
  private boolean follow() {
    if (group == null) {
      return false;
    }
    Set<TopicPartition> leaving = new TreeSet<>();
    boolean taken;
    synchronized (engine) {
      taken = lost;
      lost = false;
      leaving.addAll(places.keySet());
      if (!taken) {
        leaving.removeAll(target());
      } else {
        places.clear();
      }
    }
    if (!leaving.isEmpty()) {
      if (taken) {
        settings.listener().onLost(leaving);
      } else {
        settings.listener().onRevoked(leaving);
      }
    }
    Set<TopicPartition> coming = new TreeSet<>();
    synchronized (engine) {
      for (TopicPartition p : leaving) {
        places.remove(p);
        paused.remove(p);
        group.owners.remove(p, this);
      }
      if (!leaving.isEmpty()) {
        engine.notifyAll();
      }
      for (TopicPartition p : target()) {
        if (!places.containsKey(p) && !group.owners.containsKey(p)) {
          group.owners.put(p, this);
          Long committed = group.committed.get(p);
          places.put(p, committed != null ? committed : offsetOf(p, settings.startAt()));
          coming.add(p);
        }
      }
    }
    if (!coming.isEmpty()) {
      settings.listener().onAssigned(coming);
    }
    return !leaving.isEmpty() || !coming.isEmpty();
  }

  @Override
  public void wakeup() {
    synchronized (engine) {
      woken = true;
      engine.notifyAll();
    }
  }

  @Override
  public Set<TopicPartition> assignment() {
    synchronized (engine) {
      return Set.copyOf(places.keySet());
    }
  }

  @Override
  public Optional<String> memberId() {
    return group == null
        ? Optional.empty()
        : Optional.of("member-" + System.identityHashCode(this));
  }

  @Override
  public void pause(Collection<TopicPartition> partitions) {
    synchronized (engine) {
      paused.addAll(partitions);
    }
  }

  @Override
  public void resume(Collection<TopicPartition> partitions) {
    synchronized (engine) {
      paused.removeAll(partitions);
      engine.notifyAll();
    }
  }

  @Override
  public void seek(TopicPartition partition, long offset) {
    synchronized (engine) {
      engine.faults.meet(Faults.Point.SEEK);
      if (!places.containsKey(partition)) {
        throw new RejectedException(partition + " is not assigned");
      }
      if (offset < engine.earliest(partition) || offset > engine.end(partition)) {
        throw new RejectedException(
            "expected an offset of "
                + engine.earliest(partition)
                + " to "
                + engine.end(partition)
                + ", found "
                + offset);
      }
      places.put(partition, offset);
      engine.notifyAll();
    }
  }

  @Override
  public long offsetOf(TopicPartition partition, StartPosition position) {
    synchronized (engine) {
      List<StoredMessage> log =
          engine.topics.get(partition.topic()).partitions.get(partition.partition());
      if (position instanceof StartPosition.Latest) {
        return log.size();
      }
      if (position instanceof StartPosition.AtOffset at) {
        return at.offset();
      }
      if (position instanceof StartPosition.AtTime at) {
        for (StoredMessage message : log) {
          if (message != null && message.timestampMillis() >= at.time().toEpochMilli()) {
            return message.offset();
          }
        }
        return log.size();
      }
      return engine.earliest(partition);
    }
  }

  @Override
  public void commit(Map<TopicPartition, Long> next) {
    synchronized (engine) {
      engine.requireOpen();
      engine.faults.meet(Faults.Point.COMMIT);
      requireOwned(next.keySet());
      group.committed.putAll(next);
      engine.notifyAll();
      engine.faults.meet(Faults.Point.COMMIT_DONE_UNTOLD);
    }
  }

  void requireOwned(Set<TopicPartition> partitions) {
    for (TopicPartition partition : partitions) {
      if (group == null || group.owners.get(partition) != this) {
        throw new FencedException(partition + " is not ours any more");
      }
    }
  }

  @Override
  public void close() {
    if (group != null) {
      Set<TopicPartition> owned = assignment();
      if (!owned.isEmpty() && !lost) {
        settings.listener().onRevoked(owned);
      }
    }
    synchronized (engine) {
      closed = true;
      if (group != null) {
        group.members.remove(this);
        group.owners.values().removeIf(owner -> owner == this);
      }
      engine.closed.add("consumer");
      engine.notifyAll();
    }
  }
}
