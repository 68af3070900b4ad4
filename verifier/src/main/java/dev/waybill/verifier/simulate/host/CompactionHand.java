package dev.waybill.verifier.simulate.host;

import dev.waybill.broker.disk.CompactionTask;
import dev.waybill.log.compaction.CompactionOrder;
import dev.waybill.log.compaction.CompactionOutput;
import dev.waybill.log.record.Decompressor;
import java.io.IOException;
import java.util.function.Consumer;

/** Does what the compaction thread does. */
final class CompactionHand {
  private CompactionHand() {}

  static void run(CompactionTask task, Consumer<CompactionOrder> orders) {
    try {
      var unused =
          task.run(
              Decompressor.NONE,
              new CompactionOutput() {
                @Override
                public boolean isCancelled() {
                  return false;
                }

                @Override
                public void order(CompactionOrder order) {
                  orders.accept(order);
                }
              });
    } catch (IOException e) {
      // As in production: nothing is affected, and it is tried again later.
    }
  }
}
