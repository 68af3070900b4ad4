package dev.waybill.broker.transaction;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.broker.partition.AbortedRange;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class PartitionTransactionsTest {
  private static final short EPOCH = 0;

  private final PartitionTransactions transactions = new PartitionTransactions();

  @Test
  void stableOffsetStopsAtTheFirstOpenTransaction() {
    transactions.stored(1, EPOCH, 10);
    transactions.stored(2, EPOCH, 5);
    transactions.stored(1, EPOCH, 20);

    assertThat(transactions.lastStable(100)).isEqualTo(5);
    assertThat(transactions.lastStable(3)).isEqualTo(3);
  }

  @Test
  void stableOffsetPassesATransactionOnlyWhenItsMarkerIsSynced() {
    transactions.stored(1, EPOCH, 10);
    transactions.ended(1, true, 30);

    assertThat(transactions.lastStable(30)).isEqualTo(10);
    assertThat(transactions.lastStable(31)).isEqualTo(31);
  }

  @Test
  void abortedTransactionIsFoundByTheReadsItConcerns() {
    transactions.stored(1, EPOCH, 10);
    transactions.ended(1, false, 30);
    AbortedRange range = new AbortedRange(1, 10, 30);

    assertThat(transactions.aborted().overlapping(0, 10)).isEmpty();
    assertThat(transactions.aborted().overlapping(0, 11)).containsExactly(range);
    assertThat(transactions.aborted().overlapping(30, 40)).containsExactly(range);
    assertThat(transactions.aborted().overlapping(31, 40)).isEmpty();
  }

  @Test
  void markerWithoutATransactionMeansNothing() {
    transactions.ended(1, false, 30);

    assertThat(transactions.lastStable(31)).isEqualTo(31);
    assertThat(transactions.aborted().all()).isEmpty();
  }

  @Test
  void abortedTransactionIsForgottenWithItsMessages() {
    transactions.stored(1, EPOCH, 10);
    transactions.ended(1, false, 30);
    transactions.stored(1, EPOCH, 40);
    transactions.ended(1, false, 50);

    transactions.forgetBefore(31);

    assertThat(transactions.aborted().all()).containsExactly(new AbortedRange(1, 40, 50));
  }

  @Test
  void olderIndexIsNotChangedByNewAborts() {
    transactions.stored(1, EPOCH, 10);
    transactions.ended(1, false, 30);
    var before = transactions.aborted();

    for (int i = 0; i < 100; i++) {
      transactions.stored(2, EPOCH, 100 + 2 * i);
      transactions.ended(2, false, 101 + 2 * i);
    }

    assertThat(before.all()).containsExactly(new AbortedRange(1, 10, 30));
    assertThat(transactions.aborted().all()).hasSize(101);
  }

  @Test
  void savedStateIsLoadedAlike() {
    transactions.stored(1, EPOCH, 10);
    transactions.ended(1, false, 30);
    transactions.stored(2, (short) 4, 40);
    ByteBuffer saved = ByteBuffer.allocate(transactions.savedBytes());
    transactions.save(saved);

    PartitionTransactions loaded = PartitionTransactions.load(saved.flip());

    assertThat(saved.hasRemaining()).isFalse();
    assertThat(loaded.open()).containsExactly(new PartitionTransactions.Open(2, (short) 4, 40));
    assertThat(loaded.aborted().all()).containsExactly(new AbortedRange(1, 10, 30));
    assertThat(loaded.lastStable(100)).isEqualTo(40);
  }
}
