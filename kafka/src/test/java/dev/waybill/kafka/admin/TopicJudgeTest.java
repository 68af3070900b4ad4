package dev.waybill.kafka.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.engine.Caution;
import dev.waybill.engine.Caution.Concern;
import dev.waybill.engine.Caution.Severity;
import dev.waybill.kafka.admin.TopicFacts.Copies;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TopicJudgeTest {

  private static final ClusterFacts THREE = new ClusterFacts(3, true, true, List.of());
  private static final ClusterFacts OLD = new ClusterFacts(3, false, false, List.of());
  private static final Map<String, String> GOOD =
      Map.of(
          "min.insync.replicas", "2",
          "unclean.leader.election.enable", "false",
          "cleanup.policy", "delete",
          "retention.ms", "604800000",
          "retention.bytes", "-1",
          "message.timestamp.type", "CreateTime",
          "flush.messages", "9223372036854775807");

  @Test
  void threeCopiesOfWhichTwoMustBeInSyncNeedNoCaution() {
    assertThat(judged(THREE, three(), GOOD))
        .containsExactly(
            new Caution(
                Severity.NOTE,
                Concern.KEEPING,
                "orders",
                "replication factor 3, min.insync.replicas=2"));
  }

  @ParameterizedTest
  @CsvSource({
    "min.insync.replicas, 1, WARNING, KEEPING, acks=all means one copy",
    "unclean.leader.election.enable, true, WARNING, KEEPING, drops acknowledged messages",
    "cleanup.policy, compact, WARNING, COMPLETE_READING, older messages of a key vanish",
    "cleanup.policy, 'compact,delete', WARNING, COMPLETE_READING, older messages of a key vanish",
    "retention.ms, 3599999, WARNING, COMPLETE_READING, less than an hour",
    "retention.ms, 0, ERROR, COMPLETE_READING, as soon as it is stored",
    "retention.bytes, 0, ERROR, COMPLETE_READING, as soon as it is stored",
    "message.timestamp.type, LogAppendTime, WARNING, TIMESTAMPS, replaces the time",
    "flush.messages, 1, NOTE, KEEPING, every replica syncs its disk",
    "min.insync.replicas, 4, WARNING, CONFIRMED_PUBLISHING, take the smaller of both",
  })
  void aSettingThatWeakensAPromiseIsSaid(
      String name, String value, Severity severity, Concern concern, String said) {
    Map<String, String> settings = new HashMap<>(GOOD);
    settings.put(name, value);

    assertThat(besidesCopies(judged(THREE, three(), settings)))
        .singleElement()
        .satisfies(
            caution -> {
              assertThat(caution.severity()).isEqualTo(severity);
              assertThat(caution.concern()).isEqualTo(concern);
              assertThat(caution.topic()).isEqualTo("orders");
              assertThat(caution.sentence()).contains(said).contains(name);
            });
  }

  @ParameterizedTest
  @CsvSource({
    "retention.ms, -1",
    "retention.ms, 3600000",
    "retention.bytes, 1048576",
    "min.insync.replicas, 3",
    "flush.messages, 2",
  })
  void aSettingThatWeakensNoPromiseIsNotSaid(String name, String value) {
    Map<String, String> settings = new HashMap<>(GOOD);
    settings.put(name, value);

    assertThat(besidesCopies(judged(THREE, three(), settings))).isEmpty();
  }

  @Test
  void whatACompactedTopicKeepsGoesByNoAge() {
    Map<String, String> settings = new HashMap<>(GOOD);
    settings.put("cleanup.policy", "compact");
    settings.put("retention.ms", "0");

    assertThat(besidesCopies(judged(THREE, three(), settings)))
        .singleElement()
        .extracting(Caution::severity)
        .isEqualTo(Severity.WARNING);
  }

  @Test
  void oldBrokersRefuseWhatCannotHaveThatManyCopies() {
    Map<String, String> settings = new HashMap<>(GOOD);
    settings.put("min.insync.replicas", "4");

    assertThat(besidesCopies(judged(OLD, three(), settings)))
        .singleElement()
        .satisfies(
            caution -> {
              assertThat(caution.severity()).isEqualTo(Severity.ERROR);
              assertThat(caution.concern()).isEqualTo(Concern.CONFIRMED_PUBLISHING);
              assertThat(caution.sentence()).contains("acks=all is refused");
            });
  }

  @Test
  void onePartitionWithOneCopyIsEnoughForAWarning() {
    List<Copies> copies = List.of(new Copies(0, 3, 3, true), new Copies(1, 1, 1, true));
    Map<String, String> settings = new HashMap<>(GOOD);
    settings.put("min.insync.replicas", "1");

    assertThat(besidesCopies(judged(THREE, copies, settings)))
        .singleElement()
        .extracting(Caution::sentence)
        .asString()
        .contains("replication factor 1")
        .contains("reassign");
  }

  @Test
  void tooFewInSyncNowIsSaidWithThePartitions() {
    List<Copies> copies =
        List.of(new Copies(0, 3, 1, true), new Copies(1, 3, 2, true), new Copies(2, 3, 1, true));

    assertThat(besidesCopies(judged(THREE, copies, GOOD)))
        .singleElement()
        .satisfies(
            caution -> {
              assertThat(caution.severity()).isEqualTo(Severity.WARNING);
              assertThat(caution.concern()).isEqualTo(Concern.CONFIRMED_PUBLISHING);
              assertThat(caution.sentence())
                  .contains("each of the partitions 0, 2 has fewer replicas in sync now");
            });
  }

  @Test
  void aPartitionThatNobodyLeadsConcernsEverybody() {
    List<Copies> copies = List.of(new Copies(0, 3, 3, true), new Copies(1, 3, 0, false));

    assertThat(besidesCopies(judged(THREE, copies, GOOD)))
        .singleElement()
        .satisfies(
            caution -> {
              assertThat(caution.concern()).isEqualTo(Concern.ANYTHING);
              assertThat(caution.sentence()).contains("partition 1 has no leader now");
            });
  }

  @Test
  void settingsThatMayNotBeReadAreAWarningAndNothingIsGuessed() {
    TopicFacts hidden =
        new TopicFacts("orders", List.of(), Map.of(), Optional.of("TopicAuthorizationException"));

    assertThat(TopicJudge.of(THREE, hidden))
        .singleElement()
        .satisfies(
            caution -> {
              assertThat(caution.severity()).isEqualTo(Severity.WARNING);
              assertThat(caution.concern()).isEqualTo(Concern.ANYTHING);
              assertThat(caution.sentence())
                  .contains("could not be read (TopicAuthorizationException)");
            });
  }

  private static List<Copies> three() {
    return List.of(new Copies(0, 3, 3, true), new Copies(1, 3, 3, true));
  }

  private static List<Caution> judged(
      ClusterFacts cluster, List<Copies> copies, Map<String, String> settings) {
    return TopicJudge.of(cluster, new TopicFacts("orders", copies, settings, Optional.empty()));
  }

  private static List<Caution> besidesCopies(List<Caution> cautions) {
    assertThat(cautions.get(0).sentence()).startsWith("replication factor");
    return cautions.subList(1, cautions.size());
  }
}
