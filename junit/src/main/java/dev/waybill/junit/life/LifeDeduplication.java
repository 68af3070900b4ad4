package dev.waybill.junit.life;

import dev.waybill.DeduplicationStore;

/** The user's de-duplication store. One in memory dies with its life. */
final class LifeDeduplication implements DeduplicationStore {

  private final DeduplicationStore store;
  private final Life life;

  private LifeDeduplication(DeduplicationStore store, Life life) {
    this.store = store;
    this.life = life;
  }

  static DeduplicationStore of(DeduplicationStore store, Life life) {
    life.deduplicates(store.window());
    return new LifeDeduplication(store, life);
  }

  @Override
  public Claim claim(String group, String id) {
    life.requireAlive();
    life.interference().claiming(life, id);
    return store.claim(named(group), id);
  }

  @Override
  public void complete(String group, String id) {
    life.requireAlive();
    life.interference().complete(life, () -> store.complete(named(group), id));
  }

  // A dead process releases nothing, but its claims run out; this is sooner.
  @Override
  public void release(String group, String id) {
    store.release(named(group), id);
  }

  @Override
  public Window window() {
    return store.window();
  }

  private String named(String group) {
    return life.world().groupInMemory(group, life.number(), store);
  }
}
