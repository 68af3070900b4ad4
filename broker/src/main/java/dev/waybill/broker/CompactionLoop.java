package dev.waybill.broker;

import dev.waybill.broker.core.Core;
import dev.waybill.broker.disk.CompactionTask;
import dev.waybill.log.compaction.CompactionOrder;
import dev.waybill.log.compaction.CompactionOutput;
import dev.waybill.log.compaction.CompactionPass;
import dev.waybill.log.record.Decompressor;
import java.io.IOException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The thread that compacts, so that neither core nor disk waits for it. One task at a time. */
final class CompactionLoop implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(CompactionLoop.class);

  private final CommandQueue reports;
  private final BooleanSupplier brokerFailed;
  private volatile Decompressor decompressor = Decompressor.NONE;
  private volatile @Nullable CompactionTask handed;
  private volatile @Nullable Thread thread;
  private volatile boolean closed;

  CompactionLoop(CommandQueue reports, BooleanSupplier brokerFailed) {
    this.reports = reports;
    this.brokerFailed = brokerFailed;
  }

  /** For batches that the JDK cannot unpack, from the next task on. Any thread. */
  void decompressWith(Decompressor codecs) {
    decompressor = codecs;
  }

  /** The core's: no other task is out. */
  void hand(CompactionTask task) {
    handed = task;
    LockSupport.unpark(thread);
  }

  /** Gives up what is under way: it is begun anew some time after the next open. */
  void close() {
    closed = true;
    LockSupport.unpark(thread);
  }

  @Override
  public void run() {
    thread = Thread.currentThread();
    while (!closed) {
      CompactionTask task = handed;
      if (task == null) {
        LockSupport.park(this);
      } else {
        handed = null;
        execute(task);
        report(core -> core.compactions().ended());
      }
    }
  }

  private void execute(CompactionTask task) {
    try {
      task.run(decompressor, new Orders(task)).ifPresent(done -> tell(task, done));
    } catch (IOException e) {
      if (!isCancelled()) {
        LOG.warn(
            "{} was not compacted ({}). No message is affected; it is tried again later.",
            task.partition().topicPartition(),
            e.toString());
      }
    } catch (RuntimeException | Error e) {
      LOG.error(
          "{} was not compacted because of a defect. No message is affected. Please report this.",
          task.partition().topicPartition(),
          e);
    }
  }

  private static void tell(CompactionTask task, CompactionPass.Report done) {
    LOG.info(
        "{} was compacted up to offset {}: {} messages of it went, {} bytes of {} are left.",
        task.partition().topicPartition(),
        done.cleanEnd(),
        done.removed(),
        done.bytesAfter(),
        done.bytesBefore());
  }

  private boolean isCancelled() {
    return closed || brokerFailed.getAsBoolean();
  }

  private void report(Consumer<Core> action) {
    reports.put(new Command(action, null));
  }

  private final class Orders implements CompactionOutput {
    private final CompactionTask task;

    Orders(CompactionTask task) {
      this.task = task;
    }

    @Override
    public boolean isCancelled() {
      return CompactionLoop.this.isCancelled();
    }

    @Override
    public void order(CompactionOrder order) {
      report(core -> core.compactions().order(task, order));
    }
  }
}
