package dev.waybill.broker.core;

import dev.waybill.broker.disk.CompactionTask;
import dev.waybill.broker.disk.DiskRound;
import dev.waybill.broker.partition.PublishedPartition;
import dev.waybill.log.compaction.CompactionOrder;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Compaction as the core sees it: one partition at a time, whose orders ride with the rounds.
 *
 * <pre>
 *   idle --next()--> task is out --ended()--> orders are left --finished()--> idle
 *                     |      ^                  (none: idle)
 *                     +order()+
 * </pre>
 *
 * <p>Invariant: a partition's next task is given out only when all orders of its last one are
 * carried out. So a pass never builds on segments that are about to be replaced.
 *
 * <p>The driver runs a task on a thread that may take its time, and reports what it finds to {@link
 * #order}, and {@link #ended} in any case: on the core's thread, as all calls.
 */
public final class Compactions {
  private record Order(PublishedPartition partition, CompactionOrder work) {}

  private final Ledger ledger;
  private final Moment moment;
  private final ArrayDeque<Partition> toLookAt = new ArrayDeque<>();
  private final List<Order> waiting = new ArrayList<>();
  private @Nullable CompactionTask out;
  private boolean onDisk;

  Compactions(Ledger ledger, Moment moment) {
    this.ledger = ledger;
    this.moment = moment;
  }

  /** Has the partition looked at, in its turn. */
  void lookAt(Partition partition) {
    if (!toLookAt.contains(partition)) {
      toLookAt.add(partition);
    }
  }

  /** The next task, if none is under way and one is due. */
  public Optional<CompactionTask> next() {
    if (out != null || onDisk || !waiting.isEmpty()) {
      return Optional.empty();
    }
    for (Partition each = toLookAt.poll(); each != null; each = toLookAt.poll()) {
      if (isThere(each.published())) {
        out =
            new CompactionTask(
                each.published(),
                each.topic().settings(),
                new CompactionFacts(each),
                moment.wallMillis());
        return Optional.of(out);
      }
    }
    return Optional.empty();
  }

  /** The task that is out has something to be carried out. */
  public void order(CompactionTask task, CompactionOrder work) {
    waiting.add(new Order(task.partition(), work));
  }

  /** The task that was out is over. */
  public void ended() {
    out = null;
  }

  /** Whether something is to be carried out. */
  boolean isDue() {
    return !waiting.isEmpty();
  }

  /** What the next round carries out. The files of a deleted topic are gone with their drafts. */
  List<DiskRound.Compaction> take() {
    List<DiskRound.Compaction> orders = new ArrayList<>(0);
    for (Order each : waiting) {
      Partition partition = ledger.find(each.partition().topicPartition());
      if (partition != null && partition.published() == each.partition()) {
        orders.add(
            new DiskRound.Compaction(each.partition(), each.work(), partition.state().save()));
      }
    }
    waiting.clear();
    onDisk = !orders.isEmpty();
    return orders;
  }

  /** The round is over. */
  void finished() {
    onDisk = false;
  }

  private boolean isThere(PublishedPartition published) {
    Partition partition = ledger.find(published.topicPartition());
    return partition != null && partition.published() == published;
  }
}
