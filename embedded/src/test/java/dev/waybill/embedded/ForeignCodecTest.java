package dev.waybill.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.admin.TopicSettings;
import dev.waybill.broker.Broker;
import dev.waybill.broker.append.Acks;
import dev.waybill.broker.core.BrokerSettings;
import dev.waybill.broker.topic.TopicPartition;
import dev.waybill.engine.Engine;
import dev.waybill.engine.EngineConsumer;
import dev.waybill.error.CorruptException;
import dev.waybill.error.UnsupportedException;
import dev.waybill.log.ForeignBatches;
import dev.waybill.log.record.BatchBuilder;
import dev.waybill.message.StartPosition;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A consumer meets batches that another writer has compressed. */
class ForeignCodecTest {
  private static final TopicPartition FIRST = new TopicPartition("orders", 0);
  private static final TopicPartition SECOND = new TopicPartition("orders", 1);
  private static final dev.waybill.message.TopicPartition READ_FIRST =
      new dev.waybill.message.TopicPartition("orders", 0);

  @TempDir Path directory;
  private Broker broker;
  private Engine engine;

  @BeforeEach
  void open() {
    BrokerSettings settings = BrokerSettings.defaults(1);
    broker = Broker.open(directory.resolve("data"), settings);
    engine = new EmbeddedEngine(broker, settings);
    engine.topics().create("orders", TopicSettings.partitions(2));
  }

  @AfterEach
  void close() {
    engine.close();
  }

  private void append(TopicPartition to, ByteBuffer batch) {
    broker.append(to, batch, Acks.SYNCED).join();
  }

  private void append(TopicPartition to, String text) {
    BatchBuilder builder = new BatchBuilder(256, 1024);
    builder.tryAppend(1_000, null, text.getBytes(UTF_8), List.of());
    append(to, builder.build());
  }

  private EngineConsumer reader() {
    return engine.consumer(Settings.broadcast("orders", StartPosition.earliest()));
  }

  @Test
  void gzipIsDecoded() {
    append(FIRST, "a");
    append(FIRST, ForeignBatches.gzip(2_000, "b", "c"));
    append(FIRST, "d");

    assertThat(Messages.poll(reader(), 4)).containsExactly("a", "b", "c", "d");
  }

  @ParameterizedTest
  @CsvSource({"2, SNAPPY", "3, LZ4", "4, ZSTD"})
  void anotherCodecIsNamedWithItsPlaceAndTheWayPastIt(int codec, String name) {
    append(FIRST, "a");
    append(FIRST, ForeignBatches.opaque(codec, 2_000, 3));
    append(FIRST, "b");
    EngineConsumer reader = reader();
    assertThat(Messages.poll(reader, 1)).containsExactly("a");

    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(() -> reader.poll(Duration.ofSeconds(30)))
          .isInstanceOf(UnsupportedException.class)
          .hasMessageContaining("orders-0 at offset 1")
          .hasMessageContaining("compressed with " + name)
          .hasMessageContaining("nothing is lost")
          .hasMessageContaining("seek to 4");
    }
    reader.seek(READ_FIRST, 4);

    assertThat(Messages.poll(reader, 1)).containsExactly("b");
  }

  @Test
  void aGzipBatchThatIsNoneIsCorrupt() {
    append(FIRST, ForeignBatches.opaque(ForeignBatches.GZIP, 2_000, 3));

    assertThatThrownBy(() -> reader().poll(Duration.ofSeconds(30)))
        .isInstanceOf(CorruptException.class)
        .hasMessageContaining("orders-0 at offset 0");
  }

  @Test
  void otherPartitionsGoOnWhoeverComesFirst() {
    append(FIRST, ForeignBatches.opaque(ForeignBatches.ZSTD, 2_000, 3));
    EngineConsumer reader = reader();
    List<String> found = new ArrayList<>();
    int refused = 0;

    for (int i = 0; i < 10; i++) {
      append(SECOND, "message " + i);
      int before = found.size();
      while (found.size() == before) {
        try {
          reader
              .poll(Duration.ofSeconds(30))
              .batches()
              .forEach(batch -> batch.messages().forEach(m -> found.add(Messages.text(m))));
        } catch (UnsupportedException e) {
          refused++;
        }
      }
    }

    assertThat(found).hasSize(10).startsWith("message 0").endsWith("message 9");
    assertThat(refused).isPositive();
  }

  @Test
  void aPausedPartitionSaysNothingUntilItIsResumed() {
    append(FIRST, ForeignBatches.opaque(ForeignBatches.LZ4, 2_000, 1));
    append(SECOND, "a");
    EngineConsumer reader = reader();
    reader.pause(Set.of(READ_FIRST));

    assertThat(Messages.poll(reader, 1)).containsExactly("a");
    assertThat(reader.poll(Duration.ZERO).batches()).isEmpty();

    reader.resume(Set.of(READ_FIRST));
    assertThatThrownBy(() -> reader.poll(Duration.ofSeconds(30)))
        .isInstanceOf(UnsupportedException.class);
  }

  @Test
  void aMembersPositionStaysBeforeWhatItCouldNotRead() {
    append(FIRST, "a");
    append(FIRST, ForeignBatches.opaque(ForeignBatches.SNAPPY, 2_000, 2));
    try (EngineConsumer member =
        engine.consumer(Settings.member("mail", "orders", new Listening()))) {
      assertThat(Messages.poll(member, 1)).containsExactly("a");
      member.commit(Map.of(READ_FIRST, 1L));
    }

    EngineConsumer next = engine.consumer(Settings.member("mail", "orders", new Listening()));

    assertThatThrownBy(() -> Messages.poll(next, 1))
        .isInstanceOf(UnsupportedException.class)
        .hasMessageContaining("offset 1");
  }
}
