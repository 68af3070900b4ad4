package dev.waybill.runtime.deliver;

import dev.waybill.error.RejectedException;
import dev.waybill.error.WaybillException;
import dev.waybill.message.StartPosition;
import dev.waybill.message.TopicPartition;
import java.util.Iterator;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BiPredicate;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What other threads ask of a loop. Asked by any thread, answered by the loop's. */
final class Requests {

  private record Seek(StartPosition position, CompletableFuture<@Nullable Void> done) {}

  /** Somebody who waits until the loop has reached where the partitions end now. */
  static final class CaughtUp {
    private final CompletableFuture<Boolean> done = new CompletableFuture<>();
    private @Nullable Map<TopicPartition, Long> targets;

    CompletableFuture<Boolean> done() {
      return done;
    }
  }

  private final Queue<Seek> seeks = new ConcurrentLinkedQueue<>();
  private final Queue<CaughtUp> waiting = new ConcurrentLinkedQueue<>();
  private volatile @Nullable RejectedException ended;

  CompletableFuture<@Nullable Void> seek(StartPosition position) {
    Seek seek = new Seek(position, new CompletableFuture<>());
    seeks.add(seek);
    refuseIfEnded();
    return seek.done();
  }

  CaughtUp awaitCaughtUp() {
    CaughtUp caughtUp = new CaughtUp();
    waiting.add(caughtUp);
    refuseIfEnded();
    return caughtUp;
  }

  void withdraw(CaughtUp caughtUp) {
    waiting.remove(caughtUp);
  }

  boolean anyWaiting() {
    return !waiting.isEmpty();
  }

  void serve(Consumer<StartPosition> seeker) {
    Seek seek;
    while ((seek = seeks.poll()) != null) {
      try {
        seeker.accept(seek.position());
        seek.done().complete(null);
      } catch (WaybillException e) {
        seek.done().completeExceptionally(e);
      }
    }
  }

  /**
   * Completes those whose partitions have all reached their targets. A target is taken when the
   * loop first sees the request, which is after it was made; while the loop does not know its
   * partitions the request waits. A partition that has gone to another member meanwhile is its
   * affair.
   */
  void answerCaughtUp(
      BooleanSupplier assigned,
      Supplier<Map<TopicPartition, Long>> ends,
      BiPredicate<TopicPartition, Long> reached) {
    if (waiting.isEmpty() || !assigned.getAsBoolean()) {
      return;
    }
    Iterator<CaughtUp> all = waiting.iterator();
    while (all.hasNext()) {
      CaughtUp one = all.next();
      Map<TopicPartition, Long> targets = one.targets;
      if (targets == null) {
        targets = ends.get();
        one.targets = targets;
      }
      if (targets.entrySet().stream().allMatch(t -> reached.test(t.getKey(), t.getValue()))) {
        all.remove();
        one.done.complete(true);
      }
    }
  }

  /** The loop has ended: refuses what is asked and what will be. */
  void end(String subscription) {
    ended =
        new RejectedException(
            "subscription " + subscription + " has ended; nothing was changed: subscribe again");
    refuseIfEnded();
  }

  private void refuseIfEnded() {
    RejectedException refusal = ended;
    if (refusal != null) {
      Seek seek;
      while ((seek = seeks.poll()) != null) {
        seek.done().completeExceptionally(refusal);
      }
      CaughtUp one;
      while ((one = waiting.poll()) != null) {
        one.done.complete(false);
      }
    }
  }
}
