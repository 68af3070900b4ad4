package dev.waybill.jdbc.outbox;

import dev.waybill.Receipt;
import dev.waybill.Subscription;
import dev.waybill.Topic;
import dev.waybill.Transaction;
import dev.waybill.Waybill;
import dev.waybill.admin.TopicDescription.PartitionDescription;
import dev.waybill.admin.TopicSettings;
import dev.waybill.codec.Codecs;
import dev.waybill.error.RetriableException;
import dev.waybill.message.StartPosition;
import java.time.Duration;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * A lane's topic of {@link Progress} records, of which only the last committed one counts. It has
 * one partition, keeps a few megabytes, and nobody but the lane's transactions writes to it.
 */
final class ProgressTopic {

  private static final int SEGMENT_BYTES = 1024 * 1024;
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final long PAUSE_MILLIS = 2;

  /** A record and its transaction's marker, and some that were aborted. */
  private static final int FIRST_LOOK = 8;

  private final Waybill waybill;
  private final Topic<byte[]> topic;

  ProgressTopic(Waybill waybill, String name) {
    this.waybill = waybill;
    this.topic =
        Topic.named(name)
            .of(Codecs.bytes())
            .createdWith(
                TopicSettings.defaults()
                    .withSegmentBytes(SEGMENT_BYTES)
                    .withRetentionBytes(2L * SEGMENT_BYTES));
  }

  void create() {
    waybill.topics().createIfMissing(topic.name(), topic.settings().orElseThrow());
  }

  CompletableFuture<Receipt> publish(Transaction transaction, byte[] progress) {
    return transaction.publish(topic, progress);
  }

  /**
   * The last committed record. Only after the lane's transactional id was taken over: then nothing
   * is open any more, and nothing new comes but from the caller.
   */
  Optional<byte[]> last() {
    PartitionDescription partition = settled();
    long look = FIRST_LOOK;
    while (true) {
      long from = Math.max(partition.startOffset(), partition.stableOffset() - look);
      if (from == partition.stableOffset()) {
        return Optional.empty();
      }
      Optional<byte[]> last = lastFrom(from);
      if (last.isPresent() || from == partition.startOffset()) {
        return last;
      }
      look *= FIRST_LOOK;
    }
  }

  /** The engine may need a moment to show the end of what it has settled. */
  private PartitionDescription settled() {
    long begin = System.nanoTime();
    while (true) {
      PartitionDescription partition =
          waybill.topics().describe(topic.name()).orElseThrow().partitions().get(0);
      if (partition.stableOffset() == partition.endOffset()) {
        return partition;
      }
      if (System.nanoTime() - begin > PATIENCE.toNanos()) {
        throw new RetriableException(
            "expected no open transaction in '"
                + topic.name()
                + "' once its writer was fenced, found messages from offset "
                + partition.stableOffset()
                + " to "
                + partition.endOffset()
                + " undecided after "
                + PATIENCE
                + "; nothing was published: it is tried again");
      }
      pause();
    }
  }

  private Optional<byte[]> lastFrom(long offset) {
    Queue<byte[]> records = new ConcurrentLinkedQueue<>();
    try (Subscription reading =
        waybill
            .subscribe(topic)
            .broadcast()
            .startAt(StartPosition.offset(offset))
            .handle(records::add)) {
      if (!reading.awaitCaughtUp(PATIENCE)) {
        throw new RetriableException(
            "expected to read '"
                + topic.name()
                + "' from offset "
                + offset
                + " to its end within "
                + PATIENCE
                + ", found it "
                + reading.state()
                + "; nothing was published: it is tried again",
            reading.failure().orElse(null));
      }
    }
    return records.stream().reduce((earlier, later) -> later);
  }

  private static void pause() {
    try {
      Thread.sleep(PAUSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RetriableException(
          "interrupted while taking a lane over; nothing was published", e);
    }
  }
}
