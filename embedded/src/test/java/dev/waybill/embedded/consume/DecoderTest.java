package dev.waybill.embedded.consume;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.broker.partition.AbortedRange;
import dev.waybill.broker.partition.Offsets;
import dev.waybill.broker.partition.ReadResult;
import dev.waybill.log.record.BatchBuilder;
import dev.waybill.log.record.BatchFormat;
import dev.waybill.log.record.ControlRecords;
import dev.waybill.log.record.InvalidBatchException;
import dev.waybill.log.record.RecordBatch;
import dev.waybill.message.StoredMessage;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DecoderTest {
  private static final long PRODUCER = 7;

  private final SpareBuffer spare = new SpareBuffer(1 << 20);
  private final Decoder decoder = new Decoder(spare);
  private final ByteBuffer stored = ByteBuffer.allocate(64 * 1024);
  private long nextOffset;

  private void store(boolean transactional, String... texts) {
    BatchBuilder builder = new BatchBuilder(1024, 16 * 1024);
    for (String text : texts) {
      builder.tryAppend(1, null, text.getBytes(UTF_8), List.of());
    }
    place(builder.build(PRODUCER, (short) 0, 0, transactional));
  }

  private void place(ByteBuffer bytes) {
    RecordBatch batch = RecordBatch.at(bytes, 0);
    batch.setBaseOffset(nextOffset);
    nextOffset += batch.count();
    stored.put(bytes);
  }

  private void load(long from, AbortedRange... aborted) {
    ByteBuffer read = stored.duplicate().flip();
    decoder.load(new ReadResult(read, List.of(aborted), nextOffset, Offsets.EMPTY), from);
  }

  private List<String> take(int maxMessages) {
    List<StoredMessage> messages = new ArrayList<>();
    decoder.take(messages, maxMessages, Integer.MAX_VALUE);
    return messages.stream().map(message -> new String(message.value(), UTF_8)).toList();
  }

  @Test
  void beginsAtThePlaceEvenInTheMiddleOfABatch() {
    store(false, "a", "b", "c");
    store(false, "d");
    load(1);

    assertThat(take(10)).containsExactly("b", "c", "d");
    assertThat(decoder.place()).isEqualTo(4);
    assertThat(decoder.isEmpty()).isTrue();
  }

  @Test
  void goesOnWhereABoundStoppedIt() {
    store(false, "a", "b", "c");
    load(0);

    assertThat(take(2)).containsExactly("a", "b");
    assertThat(decoder.place()).isEqualTo(2);
    assertThat(take(2)).containsExactly("c");
  }

  @Test
  void givesTheBufferBackOnceEverythingInItWasTaken() {
    store(false, "a", "b");
    load(0);

    take(1);
    assertThat(spare.take()).isNull();
    take(2);
    assertThat(spare.take()).isNotNull();
    assertThat(spare.take()).isNull();
  }

  @Test
  void passesOverMarkersAndAbortedMessages() {
    store(true, "aborted", "aborted");
    store(false, "plain");
    place(ControlRecords.endTransaction(ControlRecords.Type.ABORT, PRODUCER, (short) 0, 0, 1));
    store(true, "committed");
    load(0, new AbortedRange(PRODUCER, 0, 3));

    assertThat(take(10)).containsExactly("plain", "committed");
    assertThat(decoder.place()).isEqualTo(5);
  }

  @Test
  void movesThePlaceWhenOnlyMarkersWerePassed() {
    place(ControlRecords.endTransaction(ControlRecords.Type.COMMIT, PRODUCER, (short) 0, 0, 1));
    load(0);

    assertThat(take(10)).isEmpty();
    assertThat(decoder.place()).isEqualTo(1);
  }

  @Test
  void deliversWhatComesBeforeDamageAndThenThrowsAtEveryTake() {
    store(false, "a", "b");
    int damaged = stored.position() + BatchFormat.HEADER_BYTES;
    store(false, "c");
    stored.put(damaged, (byte) 0x7F);
    load(0);

    assertThat(take(10)).containsExactly("a", "b");
    assertThatThrownBy(() -> take(10)).isInstanceOf(InvalidBatchException.class);
    assertThatThrownBy(() -> take(10)).isInstanceOf(InvalidBatchException.class);
    assertThat(decoder.place()).isEqualTo(2);
  }
}
