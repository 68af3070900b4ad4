package dev.waybill.runtime.deliver;

import dev.waybill.engine.Polled;
import dev.waybill.message.StoredMessage;
import dev.waybill.message.TopicPartition;
import dev.waybill.runtime.timing.Timing;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * When batches are committed. The loop's thread alone.
 *
 * <pre>
 *   polled ─► being prepared ─► published in the open transaction ─► due: committed
 * </pre>
 *
 * <p>A large transaction costs hardly more to commit than a small one. So while messages keep
 * coming, it is left open for a few times as long as the last commit took. When the newest ones are
 * prepared and so few that they were probably the last, it is committed at once.
 */
final class Gathering {

  /** So that committing takes about a twentieth of the time. */
  private static final int COMMITS = 19;

  private static final long LONGEST_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  /**
   * A poll's messages are prepared in pieces of so many: the first is published while the next is
   * prepared, and between two of them the next poll brings more to prepare.
   */
  private static final int PIECE = 4_000;

  /** A poll that brings so many messages has left more behind. */
  private static final int MANY_MESSAGES = 1_000;

  /** A poll that brings so much has left more behind. */
  private static final long MANY_BYTES = 256 * 1024;

  private final Preparer<?> preparer;
  private final OpenTransaction transaction;
  private final Timing timing;
  private int inPreparation;
  private boolean moreToCome;
  private long begunNanos;
  private long patienceNanos;

  Gathering(Preparer<?> preparer, OpenTransaction transaction, Timing timing) {
    this.preparer = preparer;
    this.transaction = transaction;
    this.timing = timing;
  }

  /**
   * Messages were polled: they are prepared, in their turn.
   *
   * @param tracks those of partitions that are ours; what came of others is passed over
   */
  void add(Polled polled, Map<TopicPartition, TransactionTrack> tracks) {
    int messages = 0;
    long bytes = 0;
    for (Polled.Batch batch : polled.batches()) {
      TransactionTrack track = tracks.get(batch.partition());
      if (track != null) {
        bytes += addPieces(track, batch);
        messages += batch.messages().size();
      }
    }
    if (!polled.batches().isEmpty()) {
      moreToCome = messages >= MANY_MESSAGES || bytes >= MANY_BYTES;
    }
  }

  private long addPieces(TransactionTrack track, Polled.Batch polled) {
    List<StoredMessage> messages = polled.messages();
    long bytes = 0;
    int from = 0;
    for (int to = PIECE; to < messages.size(); to += PIECE) {
      bytes += add(new Batch(track, messages.subList(from, to), messages.get(to).offset()));
      from = to;
    }
    List<StoredMessage> last = messages.subList(from, messages.size());
    return bytes + add(new Batch(track, last, polled.nextOffset()));
  }

  private long add(Batch piece) {
    inPreparation++;
    preparer.add(piece);
    return piece.bytes();
  }

  /** The oldest that was prepared, or null. */
  @Nullable Batch takePrepared() {
    Batch next = preparer.takePrepared();
    if (next != null) {
      inPreparation--;
      if (transaction.isEmpty()) {
        begunNanos = timing.nanoTime();
      }
    }
    return next;
  }

  /** Whether to commit what was published, or to wait for more of what is on its way. */
  boolean isDue() {
    return !transaction.isEmpty()
        && (noneAwaited() || transaction.isCut() || nanosOfPatience() == 0);
  }

  private boolean noneAwaited() {
    return inPreparation == 0 && !moreToCome;
  }

  /** How long the loop may wait for messages; less if something wants to be done before. */
  long nanosUntilDue(long atMost) {
    if (preparer.anyPrepared()) {
      return 0;
    }
    if (transaction.isEmpty()) {
      return atMost;
    }
    return noneAwaited() ? 0 : Math.min(atMost, nanosOfPatience());
  }

  private long nanosOfPatience() {
    return Math.max(0, patienceNanos - (timing.nanoTime() - begunNanos));
  }

  /** A transaction was committed, and committing took so long. */
  void committed(long tookNanos) {
    patienceNanos = Math.min(LONGEST_NANOS, COMMITS * tookNanos);
  }
}
