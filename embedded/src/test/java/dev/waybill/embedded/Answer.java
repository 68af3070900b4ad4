package dev.waybill.embedded;

import dev.waybill.engine.PublishCompletion;
import dev.waybill.error.WaybillException;
import dev.waybill.message.Durability;
import dev.waybill.message.TopicPartition;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/** How one publish ended. */
final class Answer implements PublishCompletion {
  record Stored(TopicPartition partition, long offset, Durability durability) {}

  private final CompletableFuture<Stored> future = new CompletableFuture<>();

  @Override
  public void done(TopicPartition partition, long offset, Durability durability) {
    if (!future.complete(new Stored(partition, offset, durability))) {
      throw new AssertionError("told twice");
    }
  }

  @Override
  public void failed(WaybillException failure) {
    if (!future.completeExceptionally(failure)) {
      throw new AssertionError("told twice");
    }
  }

  boolean isTold() {
    return future.isDone();
  }

  Stored stored() throws Exception {
    try {
      return future.get(60, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw (WaybillException) e.getCause();
    }
  }

  WaybillException failure() throws Exception {
    try {
      throw new AssertionError("expected a failure, found " + future.get(60, TimeUnit.SECONDS));
    } catch (ExecutionException e) {
      return (WaybillException) e.getCause();
    }
  }
}
