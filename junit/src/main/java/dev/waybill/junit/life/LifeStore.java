package dev.waybill.junit.life;

import dev.waybill.effect.EffectSession;
import dev.waybill.effect.EffectStore;
import dev.waybill.effect.EffectTransaction;
import dev.waybill.message.TopicPartition;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** The user's effect store: what a dead life has not committed is rolled back. */
record LifeStore<X>(EffectStore<X> store, Life life) implements EffectStore<X> {

  @Override
  public String name() {
    return store.name();
  }

  @Override
  public Duration idRetention() {
    return store.idRetention();
  }

  @Override
  public EffectSession<X> open(String group) {
    return new Session<>(store.open(group), life);
  }

  private record Session<X>(EffectSession<X> session, Life life) implements EffectSession<X> {

    @Override
    public Map<TopicPartition, Long> positions(Collection<TopicPartition> partitions) {
      life.requireAlive();
      return session.positions(partitions);
    }

    @Override
    public Map<TopicPartition, Long> begin(Map<TopicPartition, Long> positions) {
      life.requireAlive();
      return session.begin(positions);
    }

    @Override
    public void seek(Map<TopicPartition, Long> positions) {
      life.requireAlive();
      session.seek(positions);
    }

    @Override
    public EffectTransaction<X> transaction() {
      life.requireAlive();
      return new Transaction<>(session.transaction(), life);
    }

    @Override
    public int forgetIds() {
      life.requireAlive();
      return session.forgetIds();
    }

    @Override
    public void close() {
      session.close();
    }
  }

  private record Transaction<X>(EffectTransaction<X> transaction, Life life)
      implements EffectTransaction<X> {

    @Override
    public Map<TopicPartition, Long> lock(Collection<TopicPartition> partitions) {
      life.requireAlive();
      life.interference().locking(life, partitions);
      return transaction.lock(partitions);
    }

    @Override
    public boolean[] insertIds(List<String> ids) {
      return transaction.insertIds(ids);
    }

    @Override
    public X handle() {
      return transaction.handle();
    }

    @Override
    public void move(TopicPartition partition, long expected, long next) {
      transaction.move(partition, expected, next);
    }

    @Override
    public boolean isTransient(Throwable failureOfHandler) {
      return transaction.isTransient(failureOfHandler);
    }

    @Override
    public void commit() {
      life.requireAlive();
      life.interference().commit(life, transaction);
    }

    @Override
    public boolean wasEndedByHandler() {
      return transaction.wasEndedByHandler();
    }

    @Override
    public void close() {
      transaction.close();
    }
  }
}
