package dev.waybill.contract.exchange;

import dev.waybill.engine.PublishCompletion;
import dev.waybill.error.WaybillException;
import dev.waybill.message.Durability;
import dev.waybill.message.TopicPartition;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/** How one publish ended. */
public final class Answer implements PublishCompletion {

  /** It is stored there. */
  public record Stored(TopicPartition partition, long offset, Durability durability) {}

  private final Duration patience;
  private final CompletableFuture<Stored> future = new CompletableFuture<>();
  private final AtomicInteger told = new AtomicInteger();

  public Answer(Duration patience) {
    this.patience = patience;
  }

  @Override
  public void done(TopicPartition partition, long offset, Durability durability) {
    told.incrementAndGet();
    future.complete(new Stored(partition, offset, durability));
  }

  @Override
  public void failed(WaybillException failure) {
    told.incrementAndGet();
    future.completeExceptionally(failure);
  }

  /** How often the completion was called; more than once is a defect. */
  public int timesTold() {
    return told.get();
  }

  /** Waits until it is stored; throws what it failed with. */
  public Stored stored() throws InterruptedException, TimeoutException {
    try {
      return future.get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof WaybillException failure) {
        throw failure;
      }
      throw new AssertionError("expected a failure of Waybill's family", e);
    }
  }

  /** Waits until it failed. */
  public WaybillException failure() throws InterruptedException, TimeoutException {
    Stored found;
    try {
      found = stored();
    } catch (WaybillException e) {
      return e;
    }
    throw new AssertionError("expected a failed publish, found " + found);
  }
}
