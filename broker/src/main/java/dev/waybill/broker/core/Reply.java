package dev.waybill.broker.core;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** An answer that is ready, or will be when its round is. */
record Reply<T>(CompletableFuture<T> future, @Nullable T value) {
  /** An answer that says no more than that it is done. */
  static Reply<Void> done(CompletableFuture<Void> future) {
    return new Reply<>(future, null);
  }

  void give() {
    future.complete(value);
  }

  void fail(Throwable failure) {
    future.completeExceptionally(failure);
  }
}
