package dev.waybill.orders.audit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.orders.audit.RecordBatchReader.StoredRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PartitionReaderTest {

  private static final int ALICE = 7;
  private static final int BOB = 8;

  @TempDir Path directory;
  private Path segment;

  @BeforeEach
  void nameTheSegment() {
    segment = directory.resolve("00000000000000000000.log");
  }

  @Test
  void readsWhatWasWrittenOutsideOfTransactions() throws IOException {
    Segments.append(segment, Segments.batch(0, -1, 0, "a", "b".repeat(5_000)));
    Segments.append(segment, Segments.batch(2, -1, 0, "c"));

    PartitionReader.Content content = PartitionReader.read(directory);

    assertThat(content.committed()).extracting(StoredRecord::offset).containsExactly(0L, 1L, 2L);
    assertThat(values(content.committed())).containsExactly("a", "b".repeat(5_000), "c");
    assertThat(content.undecided()).isEmpty();
  }

  @Test
  void countsATransactionOnlyOnceItsCommitMarkerFollows() throws IOException {
    Segments.append(segment, Segments.batch(0, ALICE, Segments.TRANSACTIONAL, "alice 1"));
    Segments.append(segment, Segments.batch(1, BOB, Segments.TRANSACTIONAL, "bob 1"));
    Segments.append(segment, Segments.marker(2, ALICE, true));
    Segments.append(segment, Segments.batch(3, ALICE, Segments.TRANSACTIONAL, "alice 2"));
    Segments.append(segment, Segments.marker(4, BOB, false));
    Segments.append(segment, Segments.batch(5, BOB, Segments.TRANSACTIONAL, "bob 2"));
    Segments.append(segment, Segments.marker(6, BOB, true));

    PartitionReader.Content content = PartitionReader.read(directory);

    assertThat(values(content.committed())).containsExactly("alice 1", "bob 2");
    assertThat(values(content.undecided())).containsExactly("alice 2");
  }

  @Test
  void followsATransactionFromOneSegmentToTheNext() throws IOException {
    Segments.append(segment, Segments.batch(0, ALICE, Segments.TRANSACTIONAL, "first"));
    Path next = directory.resolve("00000000000000000001.log");
    Segments.append(next, Segments.batch(1, ALICE, Segments.TRANSACTIONAL, "second"));
    Segments.append(next, Segments.marker(2, ALICE, true));

    assertThat(values(PartitionReader.read(directory).committed()))
        .containsExactly("first", "second");
  }

  @Test
  void ignoresAMarkerWithoutATransaction() throws IOException {
    Segments.append(segment, Segments.marker(0, ALICE, true));

    assertThat(PartitionReader.read(directory).committed()).isEmpty();
  }

  @Test
  void rejectsEverySingleFlippedBitThatTheChecksumCovers() throws IOException {
    byte[] batch = Segments.batch(0, -1, 0, "payload");
    for (int bit = 17 * 8; bit < batch.length * 8; bit++) {
      byte[] flipped = batch.clone();
      flipped[bit / 8] ^= (byte) (1 << (bit % 8));
      Files.write(segment, flipped);

      assertThatThrownBy(() -> PartitionReader.read(directory))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("expected CRC-32C");
    }
  }

  @Test
  void rejectsATornBatchAtEveryLength() throws IOException {
    byte[] batch = Segments.batch(0, -1, 0, "payload");
    for (int length = 1; length < batch.length; length++) {
      Files.write(segment, java.util.Arrays.copyOf(batch, length));

      assertThatThrownBy(() -> PartitionReader.read(directory))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("damaged")
          .hasMessageContaining("at byte 0");
    }
  }

  @Test
  void rejectsABatchThatItCannotDecompress() throws IOException {
    Segments.append(segment, Segments.batch(0, -1, Segments.GZIP, "payload"));

    assertThatThrownBy(() -> PartitionReader.read(directory))
        .hasMessageContaining("expected no compression");
  }

  private static List<String> values(List<StoredRecord> records) {
    return records.stream().map(record -> new String(record.value(), UTF_8)).toList();
  }
}
