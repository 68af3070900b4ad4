package dev.waybill.verifier.check;

import dev.waybill.Guarantee;
import dev.waybill.verifier.history.Event;
import dev.waybill.verifier.history.Integrity;
import dev.waybill.verifier.history.Outcome;
import dev.waybill.verifier.history.Promises.GroupPromise;
import dev.waybill.verifier.history.Promises.Order;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.LongFunction;

/** One partition of a group whose members do everything right, and die now and then. */
final class ModelGroup {
  private static final int BATCH = 5;

  final String name;
  final GroupPromise promise;
  final ModelPartition log;
  private final Random random;
  private final Consumer<Event> out;
  private final LongFunction<String> keyOf;

  /** Offsets whose effect is in the store. */
  final BitSet effects = new BitSet();

  String member;
  long committed;
  long next;
  private int members;

  ModelGroup(
      String name,
      GroupPromise promise,
      ModelPartition log,
      Random random,
      Consumer<Event> out,
      LongFunction<String> keyOf) {
    this.name = name;
    this.promise = promise;
    this.log = log;
    this.random = random;
    this.out = out;
    this.keyOf = keyOf;
    begin();
  }

  private void begin() {
    member = name + "-" + log.partition + "-" + members++;
    next = committed;
    out.accept(new Event.PositionAsked(member, name, log.topic, log.partition));
    out.accept(new Event.Assigned(member, name, log.topic, log.partition, next));
  }

  /** Another member takes over, after a death or in peace. */
  void rebalance() {
    if (random.nextBoolean()) {
      out.accept(new Event.Crashed(member, "kill -9"));
    } else {
      out.accept(new Event.Revoked(member, name, log.topic, log.partition));
    }
    begin();
  }

  void seek() {
    next = random.nextLong(log.stable() + 1);
    out.accept(new Event.Sought(member, name, log.topic, log.partition, next));
  }

  /** Back to the committed position, as after an abort. */
  void rewind() {
    next = committed;
  }

  /** The next visible offsets, a few at most; the position is behind them. */
  List<Long> take() {
    List<Long> taken = new ArrayList<>();
    while (next < log.stable() && taken.size() < BATCH) {
      if (log.isVisible(next)) {
        taken.add(next);
      }
      next++;
    }
    return taken;
  }

  void deliver(long offset) {
    out.accept(
        new Event.Delivered(
            member, name, log.topic, log.partition, offset, log.message(offset), Integrity.WHOLE));
  }

  /** Delivers and handles some, commits, and dies somewhere in between. */
  void step() {
    List<Long> taken = take();
    if (taken.isEmpty()) {
      return;
    }
    if (promise.guarantee() == Guarantee.AT_MOST_ONCE) {
      if (commit(next)) {
        taken.subList(0, random.nextInt(taken.size() + 1)).forEach(this::deliver);
      }
      return;
    }
    if (promise.order() == Order.KEY) {
      shuffleKeys(taken);
    }
    for (long offset : taken) {
      deliver(offset);
      if (random.nextInt(60) == 0) {
        out.accept(new Event.GivenBack(member, name, log.topic, log.partition, offset));
        deliver(offset);
      }
      if (random.nextInt(200) == 0) {
        rebalance();
        return;
      }
      out.accept(new Event.Acknowledged(member, name, log.topic, log.partition, offset));
    }
    if (random.nextInt(3) > 0 || promise.hasEffects()) {
      if (commit(next) && promise.hasEffects()) {
        taken.forEach(offset -> effects.set((int) (long) offset));
      } else if (promise.hasEffects()) {
        rebalance();
      }
    }
  }

  /** Any order that keeps the order of every key. */
  private void shuffleKeys(List<Long> offsets) {
    for (int i = 1; i < offsets.size(); i++) {
      long before = offsets.get(i - 1);
      long here = offsets.get(i);
      boolean sameKey = keyOf.apply(log.message(before)).equals(keyOf.apply(log.message(here)));
      if (!sameKey && random.nextBoolean()) {
        offsets.set(i - 1, here);
        offsets.set(i, before);
      }
    }
  }

  private boolean commit(long position) {
    out.accept(
        new Event.CommitInvoked(
            member, name, log.topic, log.partition, position, Event.NO_TRANSACTION));
    boolean done = random.nextInt(50) > 0;
    if (done) {
      committed = position;
    }
    boolean known = random.nextInt(30) > 0;
    Outcome outcome = !known ? Outcome.UNKNOWN : done ? Outcome.DONE : Outcome.NOT_DONE;
    out.accept(
        new Event.CommitEnded(
            member, name, log.topic, log.partition, position, Event.NO_TRANSACTION, outcome));
    return done;
  }
}
