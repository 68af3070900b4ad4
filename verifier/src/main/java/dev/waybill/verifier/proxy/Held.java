package dev.waybill.verifier.proxy;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A request that waits in the proxy. Thread-safe.
 *
 * <pre>
 *   expected ── arrives ──► held ── release ──► forwarded ── the server answers ──► answered
 * </pre>
 */
public final class Held {
  private final CompletableFuture<Request> arrived = new CompletableFuture<>();
  private final CompletableFuture<Fate> released = new CompletableFuture<>();
  private final CompletableFuture<Boolean> forwarded = new CompletableFuture<>();
  private final CompletableFuture<Boolean> answered = new CompletableFuture<>();

  /** Waits until the request is here. */
  public Request awaitArrival(Duration patience) throws InterruptedException {
    return await(arrived, "a request to hold", patience);
  }

  public boolean hasArrived() {
    return arrived.isDone();
  }

  /** Lets it go on to that fate, which may not be another hold. */
  public void release(Fate then) {
    if (then instanceof Fate.Hold) {
      throw new IllegalArgumentException("expected a fate that ends the holding, found another");
    }
    released.complete(then);
  }

  /** Waits until the server's machine has it, though not necessarily its process. */
  public void awaitForwarded(Duration patience) throws InterruptedException {
    await(forwarded, "the held request to be forwarded", patience);
  }

  /** Waits until the server has answered it, whether anybody hears that or not. */
  public void awaitAnswer(Duration patience) throws InterruptedException {
    await(answered, "an answer to the held request", patience);
  }

  Fate hold(Request request) throws InterruptedException {
    arrived.complete(request);
    try {
      return released.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("a held request was released by a failure", e);
    }
  }

  void forwarded() {
    forwarded.complete(true);
  }

  void answered() {
    answered.complete(true);
  }

  private static <T> T await(CompletableFuture<T> what, String name, Duration patience)
      throws InterruptedException {
    try {
      return what.get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new IllegalStateException(
          "expected " + name + " within " + patience + ", found none", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException("expected " + name + ", found a failure", e);
    }
  }
}
