package dev.waybill.embedded.publish;

import dev.waybill.broker.append.Appended;
import dev.waybill.engine.PublishCompletion;
import dev.waybill.log.record.BatchBuilder;
import dev.waybill.log.record.RecordHeader;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One batch and the completions of its messages; recycled through {@link BatchPool}.
 *
 * <pre>
 *   OPEN ── seal ──► WAITING ── send ──► IN FLIGHT ── answer ──► finished, recycled
 *                       ▲                    │
 *                       └── refused, may be tried again
 * </pre>
 *
 * <p>Guarded by its queue's lock, except the answer: the broker's core writes it before it posts
 * the batch to the sender, which alone reads it.
 */
final class Batch {
  private static final int NO_SEQUENCE = -1;

  /** Whether it is of the pool's size; one for a single large message is not. */
  final boolean pooled;

  private final BatchBuilder builder;
  private Completions completions = new Completions(0);

  /** Bytes of the pool's bound that it holds; invariant: at least the builder's capacity. */
  long reservedBytes;

  long createdNanos;
  int attempts;
  private int baseSequence = NO_SEQUENCE;
  private boolean told;

  private @Nullable PartitionQueue queue;
  private @Nullable Appended appended;
  private @Nullable Throwable refusal;

  // Kept apart: a batch must not look answered before it is posted. Finished with the one before
  // it, it would be recycled, and its post would then speak of whatever it is used for next.
  private @Nullable Appended arrivingAppended;
  private @Nullable Throwable arrivingRefusal;

  Batch(int initialBytes, int maxBytes, boolean pooled) {
    this.builder = new BatchBuilder(initialBytes, maxBytes);
    this.pooled = pooled;
    this.reservedBytes = builder.capacityBytes();
  }

  void open(PartitionQueue queue, long nowNanos) {
    this.queue = queue;
    this.createdNanos = nowNanos;
  }

  PartitionQueue queue() {
    if (queue == null) {
      throw new IllegalStateException("expected a batch in use, found one in the pool");
    }
    return queue;
  }

  boolean append(
      long timestampMillis,
      byte @Nullable [] key,
      byte @Nullable [] value,
      List<RecordHeader> headers,
      @Nullable PublishCompletion completion) {
    if (!builder.tryAppend(timestampMillis, key, value, headers)) {
      return false;
    }
    if (completion != null) {
      completions.add(completion);
    }
    return true;
  }

  int count() {
    return builder.count();
  }

  int sizeBytes() {
    return builder.sizeBytes();
  }

  int capacityBytes() {
    return builder.capacityBytes();
  }

  boolean isSequenced() {
    return baseSequence != NO_SEQUENCE;
  }

  void sequence(int first) {
    baseSequence = first;
  }

  void forgetSequence() {
    baseSequence = NO_SEQUENCE;
  }

  ByteBuffer encode(long producerId, short producerEpoch, boolean transactional) {
    return builder.build(producerId, producerEpoch, baseSequence, transactional);
  }

  // ---- the answer

  /** Called by the broker's core, which posts the batch to the sender afterwards. */
  void answer(@Nullable Appended appended, @Nullable Throwable refusal) {
    this.arrivingAppended = appended;
    this.arrivingRefusal = refusal;
  }

  /** Called by the sender once the batch was posted: from here on it counts as answered. */
  void takeAnswer() {
    appended = arrivingAppended;
    refusal = arrivingRefusal;
    arrivingAppended = null;
    arrivingRefusal = null;
  }

  /** It is sent again, so what was answered no longer counts. */
  void forgetAnswer() {
    appended = null;
    refusal = null;
  }

  boolean isAnswered() {
    return appended != null || refusal != null;
  }

  @Nullable Appended appended() {
    return appended;
  }

  @Nullable Throwable refusal() {
    return refusal;
  }

  // ---- telling

  Completions completions() {
    return completions;
  }

  /** Whether its messages were told of while the broker still had the bytes. */
  boolean isTold() {
    return told;
  }

  /** Parts with the completions, which are told now; the bytes come back later. */
  Completions tellEarly() {
    Completions parted = completions;
    completions = new Completions(0);
    told = true;
    return parted;
  }

  void recycle() {
    completions = new Completions(builder.count());
    builder.reset();
    queue = null;
    told = false;
    attempts = 0;
    forgetSequence();
    forgetAnswer();
  }
}
