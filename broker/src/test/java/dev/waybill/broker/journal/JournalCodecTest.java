package dev.waybill.broker.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.broker.group.GroupRecord;
import dev.waybill.broker.journal.JournalRecord.DurableMarks;
import dev.waybill.broker.journal.JournalRecord.Mark;
import dev.waybill.broker.journal.JournalRecord.OfGroup;
import dev.waybill.broker.journal.JournalRecord.OfProducer;
import dev.waybill.broker.journal.JournalRecord.TopicAltered;
import dev.waybill.broker.journal.JournalRecord.TopicCreated;
import dev.waybill.broker.journal.JournalRecord.TopicDeleted;
import dev.waybill.broker.journal.JournalRecord.TopicPurged;
import dev.waybill.broker.producer.ProducerIdentity;
import dev.waybill.broker.topic.TopicSettings;
import dev.waybill.broker.transaction.ProducerRecord.IdIssued;
import dev.waybill.broker.transaction.ProducerRecord.SessionBegun;
import dev.waybill.broker.transaction.ProducerRecord.TransactionCompleted;
import dev.waybill.broker.transaction.ProducerRecord.TransactionEnded;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
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

  static Stream<JournalRecord> records() {
    TopicSettings settings =
        TopicSettings.ofPartitions(3)
            .withRetentionTime(Duration.ofHours(2))
            .withRetentionBytes(12_345);
    return Stream.of(
        new TopicCreated(ID, "orders", TopicSettings.ofPartitions(1)),
        new TopicCreated(ID, "orders", settings),
        new TopicAltered(ID, settings),
        new TopicDeleted(ID),
        new TopicPurged(ID),
        new OfProducer(new IdIssued(77)),
        new OfProducer(new SessionBegun("tx", BY, 1_000)),
        new OfProducer(new TransactionEnded(BY, true, new ProducerIdentity(5, (short) 7), false)),
        new OfProducer(new TransactionEnded(BY, false, new ProducerIdentity(9, (short) 0), true)),
        new OfProducer(new TransactionCompleted(BY)),
        new OfGroup(new GroupRecord.GroupDeleted("g")),
        new DurableMarks(List.of(new Mark(ID, 0, 1), new Mark(ID, 1, Long.MAX_VALUE))));
  }
}
