package dev.waybill.broker.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.broker.group.GroupRecord;
import dev.waybill.broker.journal.JournalRecord.DurableMarks;
import dev.waybill.broker.journal.JournalRecord.Mark;
import dev.waybill.broker.journal.JournalRecord.MessagesDeleted;
import dev.waybill.broker.journal.JournalRecord.OfGroup;
import dev.waybill.broker.journal.JournalRecord.OfProducer;
import dev.waybill.broker.journal.JournalRecord.TopicAltered;
import dev.waybill.broker.journal.JournalRecord.TopicCreated;
import dev.waybill.broker.journal.JournalRecord.TopicDeleted;
import dev.waybill.broker.journal.JournalRecord.TopicPurged;
import dev.waybill.broker.producer.ProducerIdentity;
import dev.waybill.broker.topic.CleanupPolicy;
import dev.waybill.broker.topic.Compaction;
import dev.waybill.broker.topic.Segments;
import dev.waybill.broker.topic.Timestamps;
import dev.waybill.broker.topic.TopicSettings;
import dev.waybill.broker.transaction.ProducerRecord.Bound;
import dev.waybill.broker.transaction.ProducerRecord.IdIssued;
import dev.waybill.broker.transaction.ProducerRecord.SessionBegun;
import dev.waybill.broker.transaction.ProducerRecord.SessionContinued;
import dev.waybill.broker.transaction.ProducerRecord.SessionExpired;
import dev.waybill.broker.transaction.ProducerRecord.TransactionBegun;
import dev.waybill.broker.transaction.ProducerRecord.TransactionCompleted;
import dev.waybill.broker.transaction.ProducerRecord.TransactionEnded;
import java.io.IOException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class JournalCodecTest {
  private static final UUID ID = new UUID(0x0123456789abcdefL, -2);
  private static final ProducerIdentity BY = new ProducerIdentity(5, (short) 6);

  @ParameterizedTest
  @MethodSource("records")
  void everyRecordIsReadAsItWasWritten(JournalRecord record) throws IOException {
    assertThat(JournalCodec.decode(JournalCodec.encode(record))).isEqualTo(record);
  }

  @Test
  void unknownKindIsRefusedWithAdvice() {
    assertThatThrownBy(() -> JournalCodec.decode(new byte[] {99}))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("99")
        .hasMessageContaining("newer version");
  }

  @Test
  void topicsOfJournalsWithoutSettingsVersionsAreRead() throws IOException {
    String id = "0123456789abcdef" + "fffffffffffffffe";
    String settings =
        "00000003" // partitions
            + "00000000006ddd00" // retention time, 2 h
            + "ffffffffffffffff" // retention bytes, none
            + "00010000" // segment bytes
            + "00001000"; // max batch bytes
    TopicSettings expected =
        TopicSettings.ofPartitions(3)
            .withRetentionTime(Duration.ofHours(2))
            .withSegmentBytes(65_536)
            .withMaxBatchBytes(4_096);

    assertThat(decode("01" + id + "00016f" + settings))
        .isEqualTo(new TopicCreated(ID, "o", expected));
    assertThat(decode("02" + id + settings)).isEqualTo(new TopicAltered(ID, expected));
  }

  @Test
  void settingsOfANewerVersionAreRefusedWithAdvice() {
    byte[] altered = JournalCodec.encode(new TopicAltered(ID, TopicSettings.ofPartitions(1)));
    altered[1 + 2 * Long.BYTES] = 77;

    assertThatThrownBy(() -> JournalCodec.decode(altered))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("found 77")
        .hasMessageContaining("newer version");
  }

  @Test
  void settingsThatCannotBeAreDamage() {
    byte[] altered = JournalCodec.encode(new TopicAltered(ID, TopicSettings.ofPartitions(1)));
    // The highest byte of the number of partitions, behind kind, id and version.
    altered[1 + 2 * Long.BYTES + 1] = -1;

    assertThatThrownBy(() -> JournalCodec.decode(altered))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("Damaged journal record");
  }

  private static JournalRecord decode(String hex) throws IOException {
    return JournalCodec.decode(HexFormat.of().parseHex(hex));
  }

  static Stream<JournalRecord> records() {
    TopicSettings settings =
        TopicSettings.ofPartitions(3)
            .withRetentionTime(Duration.ofHours(2))
            .withRetentionBytes(12_345)
            .withCleanup(CleanupPolicy.COMPACT_AND_DELETE)
            .withCompaction(
                new Compaction(
                    Duration.ofSeconds(1),
                    Duration.ofSeconds(2),
                    Optional.of(Duration.ofSeconds(3)),
                    0.125))
            .withSegments(new Segments(65_536, Duration.ofMinutes(4)))
            .withTimestamps(
                new Timestamps(
                    Timestamps.Source.LOG_APPEND_TIME,
                    Optional.of(Duration.ofSeconds(5)),
                    Optional.of(Duration.ofSeconds(6))))
            .withMaxBatchBytes(7);
    return Stream.of(
        new TopicCreated(ID, "orders", TopicSettings.ofPartitions(1)),
        new TopicCreated(ID, "orders", settings),
        new TopicAltered(ID, settings),
        new TopicDeleted(ID),
        new TopicPurged(ID),
        new MessagesDeleted(ID, 3, 1L << 40),
        new OfProducer(new IdIssued(77)),
        new OfProducer(new SessionBegun("tx", BY, 1_000)),
        new OfProducer(new TransactionEnded(BY, true, new ProducerIdentity(5, (short) 7), false)),
        new OfProducer(new TransactionEnded(BY, false, new ProducerIdentity(9, (short) 0), true)),
        new OfProducer(new TransactionCompleted(BY)),
        new OfProducer(
            new TransactionEnded(
                BY, true, BY, true, List.of(new Bound(ID, 3, 44), new Bound(ID, 4, 0)))),
        new OfProducer(new TransactionEnded(BY, false, BY, false, List.of())),
        new OfProducer(new SessionContinued("tx", BY, new ProducerIdentity(5, (short) 7), 60_000)),
        new OfProducer(new TransactionBegun(BY)),
        new OfProducer(new SessionExpired("tx")),
        new OfGroup(new GroupRecord.GroupDeleted("g")),
        new DurableMarks(List.of(new Mark(ID, 0, 1), new Mark(ID, 1, Long.MAX_VALUE))));
  }
}
