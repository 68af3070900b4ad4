package dev.waybill.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.admin.GroupDescription.Position;
import dev.waybill.admin.TopicDescription;
import dev.waybill.admin.TopicDescription.PartitionDescription;
import dev.waybill.admin.TopicSettings;
import dev.waybill.message.TopicPartition;
import java.util.List;
import org.junit.jupiter.api.Test;

class RemainingTest {

  private static final TopicDescription ORDERS =
      new TopicDescription(
          "orders",
          TopicSettings.partitions(2),
          List.of(
              new PartitionDescription(0, 100, 1_000, 1_200, 1),
              new PartitionDescription(1, 0, 50, 50, 1)));

  @Test
  void withoutPositionsItIsAllThatIsKeptAndCommitted() {
    assertThat(Remaining.messages(ORDERS, List.of())).isEqualTo(900 + 50);
  }

  @Test
  void aGroupHasWhatIsBehindItsPositionsBehindIt() {
    assertThat(Remaining.messages(ORDERS, List.of(at(0, 400), at(1, 50)))).isEqualTo(600);
  }

  @Test
  void whatRetentionHasDeletedDoesNotCome() {
    assertThat(Remaining.messages(ORDERS, List.of(at(0, 7), at(1, -1)))).isEqualTo(900 + 50);
  }

  @Test
  void positionsInOtherTopicsSayNothing() {
    Position other = new Position(new TopicPartition("payments", 0), 900, 900, null);

    assertThat(Remaining.messages(ORDERS, List.of(other))).isEqualTo(950);
  }

  private static Position at(int partition, long committed) {
    return new Position(new TopicPartition("orders", partition), committed, 2_000, null);
  }
}
