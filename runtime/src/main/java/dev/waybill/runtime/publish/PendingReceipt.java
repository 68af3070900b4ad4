package dev.waybill.runtime.publish;

import dev.waybill.Receipt;
import dev.waybill.engine.PublishCompletion;
import dev.waybill.error.WaybillException;
import dev.waybill.message.Durability;
import dev.waybill.message.TopicPartition;
import java.util.concurrent.CompletableFuture;

/** The caller's future and the engine's completion in one object: one allocation per publish. */
final class PendingReceipt extends CompletableFuture<Receipt> implements PublishCompletion {

  @Override
  public void done(TopicPartition partition, long offset, Durability durability) {
    complete(new Receipt(partition, offset, durability));
  }

  @Override
  public void failed(WaybillException failure) {
    completeExceptionally(failure);
  }

  /** What depends on a receipt is no receipt: it must not complete through the engine's hands. */
  @Override
  public <U> CompletableFuture<U> newIncompleteFuture() {
    return new CompletableFuture<>();
  }
}
