package dev.waybill.broker.producer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.broker.error.BrokerException;
import dev.waybill.broker.error.ErrorCode;
import dev.waybill.broker.topic.TopicPartition;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class PartitionProducersTest {
  private static final TopicPartition ORDERS = new TopicPartition("orders", 0);
  private static final long PRODUCER = 7;
  private static final short EPOCH = 3;

  private final PartitionProducers producers = new PartitionProducers();

  @Test
  void firstBatchOfAnUnknownProducerBeginsAtZero() {
    assertThat(check(EPOCH, 0, 5)).isNull();
    assertRefused(EPOCH, 5, 1, ErrorCode.OUT_OF_ORDER_SEQUENCE);
  }

  @Test
  void producerForgottenForItsAgeGoesOnWhereItWas() {
    store(EPOCH, 0, 5, 100);

    producers.expire(2, id -> false);

    assertThat(check(EPOCH, 5, 1)).isNull();
  }

  @Test
  void producerWithAnOpenTransactionIsNotForgotten() {
    store(EPOCH, 0, 5, 100);

    producers.expire(2, id -> id == PRODUCER);

    assertRefused(EPOCH, 6, 1, ErrorCode.OUT_OF_ORDER_SEQUENCE);
  }

  @Test
  void nextBatchContinuesTheSequence() {
    store(EPOCH, 0, 5, 100);

    assertThat(check(EPOCH, 5, 1)).isNull();
    assertRefused(EPOCH, 6, 1, ErrorCode.OUT_OF_ORDER_SEQUENCE);
  }

  @Test
  void lastFiveBatchesAreAnsweredWithTheirOffsets() {
    for (int i = 0; i < 6; i++) {
      store(EPOCH, i, 1, 100 + i);
    }

    for (int i = 1; i < 6; i++) {
      assertThat(check(EPOCH, i, 1)).isEqualTo(new StoredBatch(i, 1, 100 + i));
    }
    assertRefused(EPOCH, 0, 1, ErrorCode.DUPLICATE_SEQUENCE);
  }

  @Test
  void aBatchThatIsStoredInPartIsOutOfOrderAndNoRepetition() {
    store(EPOCH, 0, 5, 100);

    assertRefused(EPOCH, 3, 2, ErrorCode.DUPLICATE_SEQUENCE);
    assertRefused(EPOCH, 3, 3, ErrorCode.OUT_OF_ORDER_SEQUENCE);
    assertRefused(EPOCH, 0, 6, ErrorCode.OUT_OF_ORDER_SEQUENCE);
  }

  @Test
  void sequenceWrapsAroundToZero() {
    store(EPOCH, 0, Integer.MAX_VALUE, 0);
    store(EPOCH, Integer.MAX_VALUE, 1, Integer.MAX_VALUE);

    assertThat(check(EPOCH, 0, 3)).isNull();
    assertRefused(EPOCH, 1, 1, ErrorCode.OUT_OF_ORDER_SEQUENCE);
  }

  @Test
  void newEpochBeginsAtZeroAndFencesTheOld() {
    store(EPOCH, 0, 5, 100);
    short next = EPOCH + 1;

    assertRefused(next, 5, 1, ErrorCode.OUT_OF_ORDER_SEQUENCE);
    store(next, 0, 1, 105);

    assertRefused(EPOCH, 5, 1, ErrorCode.INVALID_PRODUCER_EPOCH);
  }

  @Test
  void markerFencesTheEpochOfItsTransaction() {
    store(EPOCH, 0, 5, 100);

    producers.fenced(PRODUCER, (short) (EPOCH + 1), 1);

    assertRefused(EPOCH, 5, 1, ErrorCode.INVALID_PRODUCER_EPOCH);
    assertThat(check((short) (EPOCH + 1), 0, 1)).isNull();
  }

  @Test
  void savedStateIsLoadedAlike() {
    store(EPOCH, 0, 5, 100);
    store(EPOCH, 5, 2, 105);
    ByteBuffer saved = ByteBuffer.allocate(producers.savedBytes());
    producers.save(saved);

    PartitionProducers loaded = PartitionProducers.load(saved.flip());

    assertThat(saved.hasRemaining()).isFalse();
    assertThat(loaded.check(ORDERS, PRODUCER, EPOCH, 5, 2, 0))
        .isEqualTo(new StoredBatch(5, 2, 105));
    assertThat(loaded.check(ORDERS, PRODUCER, EPOCH, 7, 1, 0)).isNull();
  }

  private StoredBatch check(short epoch, int sequence, int count) {
    return producers.check(ORDERS, PRODUCER, epoch, sequence, count, 0);
  }

  private void store(short epoch, int sequence, int count, long offset) {
    producers.stored(PRODUCER, epoch, sequence, count, offset, 1);
  }

  private void assertRefused(short epoch, int sequence, int count, ErrorCode code) {
    assertThatThrownBy(() -> check(epoch, sequence, count))
        .isInstanceOfSatisfying(BrokerException.class, e -> assertThat(e.code()).isEqualTo(code));
  }
}
