package dev.waybill.broker.core;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.concurrent.CompletableFuture;

/** Answers that may be given now. They are given last, after the disk has got its work. */
final class Replies {
  private final ArrayDeque<Runnable> ready = new ArrayDeque<>();

  <T> void add(CompletableFuture<T> future, T value) {
    ready.add(() -> future.complete(value));
  }

  void done(CompletableFuture<Void> future) {
    add(Reply.done(future));
  }

  void add(Reply<?> reply) {
    ready.add(reply::give);
  }

  void addAll(Collection<Reply<?>> replies) {
    replies.forEach(reply -> ready.add(reply::give));
  }

  void fail(CompletableFuture<?> future, Throwable failure) {
    ready.add(() -> future.completeExceptionally(failure));
  }

  void run(Runnable action) {
    ready.add(action);
  }

  void give() {
    for (Runnable each = ready.poll(); each != null; each = ready.poll()) {
      each.run();
    }
  }
}
