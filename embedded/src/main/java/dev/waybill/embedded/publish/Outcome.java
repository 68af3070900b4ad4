package dev.waybill.embedded.publish;

import dev.waybill.broker.append.Appended;
import dev.waybill.error.WaybillException;
import org.jspecify.annotations.Nullable;

/**
 * How a batch ended, to be told outside every lock.
 *
 * @param queue whose batch it was
 * @param completions whom to tell; null when they were told before
 * @param appended where the first message lies; null when failed
 * @param failure null when done
 * @param recycled the batch to give back; null while the broker still has its bytes
 */
record Outcome(
    PartitionQueue queue,
    @Nullable Completions completions,
    @Nullable Appended appended,
    @Nullable WaybillException failure,
    @Nullable Batch recycled) {

  static Outcome done(Batch batch) {
    return new Outcome(batch.queue(), batch.completions(), batch.appended(), null, batch);
  }

  static Outcome failed(Batch batch, WaybillException failure) {
    return new Outcome(batch.queue(), batch.completions(), null, failure, batch);
  }

  static Outcome failedEarly(Batch batch, WaybillException failure) {
    return new Outcome(batch.queue(), batch.tellEarly(), null, failure, null);
  }

  static Outcome toldBefore(Batch batch) {
    return new Outcome(batch.queue(), null, null, null, batch);
  }
}
