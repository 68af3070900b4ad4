package dev.waybill.kafka.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.engine.Caution;
import dev.waybill.engine.Caution.Concern;
import dev.waybill.engine.Caution.Severity;
import dev.waybill.kafka.admin.TopicFacts.Copies;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClusterJudgeTest {

  @Test
  void threeBrokersWithThreeCopiesOfTheirOwnTopicsNeedNoCaution() {
    assertThat(judged(3, true, true, own(ClusterFacts.POSITIONS, 3, 2))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "__consumer_offsets, 1, 1, POSITIONS, replication factor of 1",
    "__consumer_offsets, 3, 1, POSITIONS, min.insync.replicas=1",
    "__transaction_state, 1, 2, TRANSACTIONS, replication factor of 1",
    "__transaction_state, 3, 1, TRANSACTIONS, min.insync.replicas=1",
  })
  void fewCopiesOfWhatTheClusterKeepsForItselfAreSaid(
      String topic, int replicas, int minimum, Concern concern, String said) {
    assertThat(judged(3, true, true, own(topic, replicas, minimum)))
        .singleElement()
        .satisfies(
            caution -> {
              assertThat(caution.severity()).isEqualTo(Severity.WARNING);
              assertThat(caution.concern()).isEqualTo(concern);
              assertThat(caution.topic()).isEmpty();
              assertThat(caution.sentence()).startsWith(topic).contains(said);
            });
  }

  @Test
  void ofASingleBrokerOnlyThatIsSaid() {
    assertThat(
            judged(
                1,
                true,
                true,
                own(ClusterFacts.POSITIONS, 1, 1),
                own(ClusterFacts.TRANSACTIONS, 1, 1)))
        .singleElement()
        .extracting(Caution::sentence)
        .asString()
        .startsWith("the cluster has one broker");
  }

  @Test
  void positionsThatCannotBeStoredAreAnError() {
    assertThat(judged(3, false, true, own(ClusterFacts.POSITIONS, 1, 2)))
        .singleElement()
        .satisfies(
            caution -> {
              assertThat(caution.severity()).isEqualTo(Severity.ERROR);
              assertThat(caution.concern()).isEqualTo(Concern.POSITIONS);
              assertThat(caution.sentence()).contains("cannot be stored");
            });
  }

  @Test
  void aClusterWithoutANewEpochForEveryTransactionConcernsTransactions() {
    assertThat(judged(3, true, false, own(ClusterFacts.TRANSACTIONS, 3, 2)))
        .singleElement()
        .satisfies(
            caution -> {
              assertThat(caution.concern()).isEqualTo(Concern.TRANSACTIONS);
              assertThat(caution.sentence()).contains("KAFKA-17754");
            });
  }

  @Test
  void whatMayNotBeReadIsSaidAndNothingIsGuessed() {
    TopicFacts hidden =
        new TopicFacts(
            ClusterFacts.POSITIONS,
            List.of(),
            Map.of(),
            Optional.of("ClusterAuthorizationException"));

    assertThat(judged(3, true, true, hidden))
        .singleElement()
        .satisfies(
            caution -> {
              assertThat(caution.severity()).isEqualTo(Severity.WARNING);
              assertThat(caution.sentence()).contains("ClusterAuthorizationException");
            });
  }

  private static TopicFacts own(String topic, int replicas, int minimum) {
    return new TopicFacts(
        topic,
        List.of(new Copies(0, replicas, replicas, true)),
        Map.of("min.insync.replicas", Integer.toString(minimum)),
        Optional.empty());
  }

  private static List<Caution> judged(
      int brokers, boolean limitsMinInSync, boolean epochs, TopicFacts... own) {
    return ClusterJudge.of(new ClusterFacts(brokers, limitsMinInSync, epochs, List.of(own)));
  }
}
