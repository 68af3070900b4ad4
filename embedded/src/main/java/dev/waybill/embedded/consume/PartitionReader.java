package dev.waybill.embedded.consume;

import dev.waybill.broker.error.BrokerException;
import dev.waybill.broker.error.ErrorCode;
import dev.waybill.broker.partition.Isolation;
import dev.waybill.broker.partition.Offsets;
import dev.waybill.broker.partition.PartitionView;
import dev.waybill.broker.partition.ReadResult;
import dev.waybill.embedded.translation.Failures;
import dev.waybill.engine.AssignmentListener;
import dev.waybill.engine.Polled;
import dev.waybill.error.CorruptException;
import dev.waybill.error.RejectedException;
import dev.waybill.error.UnsupportedException;
import dev.waybill.error.WaybillException;
import dev.waybill.log.record.InvalidBatchException;
import dev.waybill.message.StoredMessage;
import dev.waybill.message.TopicPartition;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A consumer's place in one partition, and what was read ahead from there. The polling thread's.
 */
final class PartitionReader {
  private static final Logger LOG = LoggerFactory.getLogger(PartitionReader.class);
  private static final int EXPECTED_MESSAGES = 16;

  final TopicPartition partition;
  private final PartitionView view;
  private final Isolation isolation;
  private final SpareBuffer spare;
  private final AssignmentListener listener;
  private final Decoder decoder;
  private final Runnable onData;
  private long place;
  private boolean paused;
  private int lastCount = EXPECTED_MESSAGES;
  private int takenBytes;
  private PartitionView.@Nullable WakeUp wakeUp;

  /** A wake-up is asked for; cleared by the broker's core when it runs. */
  private volatile boolean armed;

  /** The wake-up ran: there are messages, or the topic or the broker is gone. */
  private volatile boolean rang;

  PartitionReader(
      TopicPartition partition,
      PartitionView view,
      Isolation isolation,
      long place,
      Bell bell,
      SpareBuffer spare,
      AssignmentListener listener) {
    this.partition = partition;
    this.view = view;
    this.isolation = isolation;
    this.place = place;
    this.spare = spare;
    this.listener = listener;
    this.decoder = new Decoder(spare);
    this.onData =
        () -> {
          rang = true;
          armed = false;
          bell.ring();
        };
  }

  void pause(boolean paused) {
    this.paused = paused;
    if (paused) {
      disarm();
    }
  }

  boolean isPaused() {
    return paused;
  }

  /**
   * Moves the place.
   *
   * @throws RejectedException the offset is out of range
   */
  void seek(long offset) {
    requireInRange(partition, offset, view.offsets());
    jump(offset);
  }

  static void requireInRange(TopicPartition partition, long offset, Offsets offsets) {
    if (offset < offsets.logStart() || offset > offsets.highWatermark()) {
      throw new RejectedException(
          "seeking in "
              + partition
              + ": expected an offset from "
              + offsets.logStart()
              + " (earliest) to "
              + offsets.highWatermark()
              + " (latest), found "
              + offset
              + "; the place is unchanged. Seek to an offset in that range, or to earliest, latest"
              + " or a time");
    }
  }

  private void jump(long offset) {
    place = offset;
    decoder.drop();
    disarm();
  }

  /** Asks for a ring of the bell when there is something to read; at once if there is. */
  void arm() {
    if (!armed) {
      armed = true;
      wakeUp = view.onAdvance(place, isolation, onData);
    }
  }

  void disarm() {
    PartitionView.WakeUp asked = wakeUp;
    if (asked != null) {
      asked.cancel();
      wakeUp = null;
    }
    armed = false;
  }

  /**
   * The next messages, or null when there is nothing past the place.
   *
   * @throws dev.waybill.error.WaybillException the partition is damaged or gone, or compressed in a
   *     way that is not decoded here; the place stays before it, and every call throws until a seek
   */
  Polled.@Nullable Batch next(int maxMessages, int maxBytes, int readBytes) {
    long from = place;
    List<StoredMessage> messages = null;
    int bytesLeft = maxBytes;
    takenBytes = 0;
    while (fillUnlessMessages(readBytes, messages)) {
      if (messages == null) {
        messages = new ArrayList<>(Math.min(maxMessages, lastCount));
      }
      decode(messages, maxMessages, bytesLeft);
      bytesLeft -= decoder.takenBytes();
      takenBytes += decoder.takenBytes();
      if (!decoder.isEmpty()) {
        break; // a bound was reached
      }
    }
    if (place == from) {
      return null;
    }
    List<StoredMessage> taken = messages == null ? List.of() : messages;
    lastCount = Math.max(EXPECTED_MESSAGES, taken.size());
    return new Polled.Batch(partition, taken, place);
  }

  /** Bytes of keys and values that the last {@link #next} took. */
  int takenBytes() {
    return takenBytes;
  }

  private void decode(List<StoredMessage> to, int maxMessages, int maxBytes) {
    try {
      decoder.take(to, maxMessages, maxBytes);
      place = decoder.place();
    } catch (InvalidBatchException e) {
      throw new CorruptException(
          "reading "
              + partition
              + " at offset "
              + place
              + ": "
              + e.getMessage()
              + ". Nothing past it is delivered; look at the segment with the dump command and"
              + " restore the partition, or seek past the damage",
          e);
    } catch (UnsupportedOperationException e) {
      throw new UnsupportedException(
          "reading "
              + partition
              + " at offset "
              + place
              + ": "
              + e.getMessage()
              + " Nothing from there on is delivered, and nothing is lost: read it with a client"
              + " that knows the codec, or seek to "
              + decoder.batchEnd()
              + " to pass over it");
    }
  }

  /** As {@link #fill}, but what was taken before damage is delivered first. */
  private boolean fillUnlessMessages(int readBytes, @Nullable List<StoredMessage> taken) {
    try {
      return fill(readBytes);
    } catch (WaybillException e) {
      if (taken == null || taken.isEmpty()) {
        throw e;
      }
      rang = true; // so that the next look reads again, and throws
      return false;
    }
  }

  /** Whether the decoder has something. */
  private boolean fill(int readBytes) {
    if (!decoder.isEmpty()) {
      return true;
    }
    Offsets offsets = view.offsets();
    if (place < offsets.logStart()) {
      overtaken(offsets);
    }
    boolean woken = rang;
    rang = false;
    // Woken without messages: only a read tells whether the topic or the broker is gone.
    if (place >= offsets.readableEnd(isolation) && !woken) {
      return false;
    }
    ReadResult read = read(readBytes);
    if (read == null) {
      return false;
    }
    if (read.isEmpty()) {
      spare.give(read.batches());
      return false;
    }
    decoder.load(read, place);
    return true;
  }

  private @Nullable ReadResult read(int readBytes) {
    ByteBuffer reuse = spare.take();
    try {
      return view.read(place, isolation, readBytes, reuse);
    } catch (BrokerException e) {
      if (reuse != null) {
        spare.give(reuse);
      }
      Offsets offsets = view.offsets();
      if (e.code() == ErrorCode.OFFSET_OUT_OF_RANGE) {
        if (place < offsets.logStart()) {
          overtaken(offsets);
        }
        return null; // past the readable end: a marker or an open transaction stands before it
      }
      throw Failures.of("reading " + partition + " at offset " + place, e);
    }
  }

  /** Retention deleted what was not read yet; whether that is acceptable the listener decides. */
  private void overtaken(Offsets offsets) {
    LOG.warn(
        "Retention overtook the reader of {}: offsets {} to {} ({} messages and markers) were"
            + " deleted before they were read, and are lost to it. Reading goes on at {}. Read"
            + " faster, or keep messages longer (retentionTime, retentionBytes).",
        partition,
        place,
        offsets.logStart() - 1,
        offsets.logStart() - place,
        offsets.logStart());
    long from = place;
    jump(offsets.logStart());
    listener.onOvertaken(partition, from, place);
  }
}
