package dev.waybill.runtime.deliver;

import dev.waybill.error.RejectedException;
import dev.waybill.message.StoredMessage;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A polled batch on its way through preparation and transaction: first the preparer's, then the
 * loop's, handed over through a queue.
 *
 * <pre>
 *   messages   0   1   2   3✗  4   5          3 failed: the batch ends before it,
 *   outputs   [a] [b c] [] ─┘                 upTo = offset of 3
 * </pre>
 */
final class Batch {

  /** An output was refused: that is the fault of the message at that offset. */
  record Refusal(long offset, RejectedException why) {}

  private final TransactionTrack track;
  private final long lap;
  private final List<Output> outputs = new ArrayList<>();
  private final long from;
  private final int size;
  private final long bytes;
  private List<StoredMessage> messages;
  private long upTo;
  private boolean cut;
  private int handled;
  private int letters;
  private @Nullable Throwable failure;
  private volatile @Nullable Refusal refusal;

  Batch(TransactionTrack track, List<StoredMessage> messages, long nextOffset) {
    this.track = track;
    this.lap = track.lap();
    this.bytes = bytesOf(messages);
    this.size = messages.size();
    this.from = track.polled(size, bytes, nextOffset);
    this.messages = messages;
    this.upTo = nextOffset;
  }

  private static long bytesOf(List<StoredMessage> messages) {
    long bytes = 0;
    for (StoredMessage message : messages) {
      byte[] key = message.key();
      byte[] value = message.value();
      bytes += (key == null ? 0 : key.length) + (value == null ? 0 : value.length);
    }
    return bytes;
  }

  /** Its outputs are the engine's now, or nobody's: what it holds is let go. */
  void release() {
    messages = List.of();
    outputs.clear();
    track.batchEnded(lap, size, bytes);
  }

  TransactionTrack track() {
    return track;
  }

  /** Keys and values of what was polled. */
  long bytes() {
    return bytes;
  }

  long lap() {
    return lap;
  }

  List<StoredMessage> messages() {
    return messages;
  }

  /** Whether the partition was rewound or taken since the batch was polled. */
  boolean stale() {
    return track.lap() != lap;
  }

  List<Output> outputs() {
    return outputs;
  }

  /** The position from which it goes on. */
  long from() {
    return from;
  }

  /** Whether it ends before what was polled: the rest must be polled again. */
  boolean isCut() {
    return cut;
  }

  /** The position that its transaction commits. */
  long upTo() {
    return upTo;
  }

  void messageHandled() {
    handled++;
  }

  void messageGivenUp() {
    letters++;
  }

  int handled() {
    return handled;
  }

  int letters() {
    return letters;
  }

  /** Ends the batch before that message, for no fault of it. */
  void cutBefore(int index) {
    cut = true;
    upTo = messages.get(index).offset();
    outputs.removeIf(output -> output.source() >= upTo);
  }

  /** Ends the batch before that message, whose attempt has failed. */
  void failAt(int index, Throwable cause) {
    cutBefore(index);
    handled = Math.min(handled, index);
    failure = cause;
  }

  /** Why the message at {@link #upTo} failed; null if none did. */
  @Nullable Throwable failure() {
    return failure;
  }

  /**
   * Any thread: an output of the message at that offset was refused. The first message counts: with
   * it the engine may refuse, or not take, what was published behind it.
   */
  synchronized void refused(long offset, RejectedException why) {
    Refusal known = refusal;
    if (known == null || offset < known.offset()) {
      refusal = new Refusal(offset, why);
    }
  }

  /** Any thread: which output was refused, if one was. */
  @Nullable Refusal refusal() {
    return refusal;
  }
}
