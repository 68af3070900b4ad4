package dev.waybill.verifier.simulate.host;

import dev.waybill.broker.core.Core;
import java.util.concurrent.CompletableFuture;

/** What arrives at the broker. May arrive more than once: each time it is a request of its own. */
@FunctionalInterface
public interface Request<T> {
  void submit(Core core, CompletableFuture<T> future);
}
