package dev.waybill.broker;

import dev.waybill.broker.core.Core;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Something for the core to do. It is its own link in the queue, so queueing allocates nothing. */
final class Command {
  private final Consumer<Core> action;
  private final @Nullable CompletableFuture<?> future;

  /** The command queued before this one; the queue's own. */
  @Nullable Command next;

  Command(Consumer<Core> action, @Nullable CompletableFuture<?> future) {
    this.action = action;
    this.future = future;
  }

  void run(Core core) {
    action.accept(core);
  }

  void fail(Throwable failure) {
    if (future != null) {
      future.completeExceptionally(failure);
    }
  }
}
