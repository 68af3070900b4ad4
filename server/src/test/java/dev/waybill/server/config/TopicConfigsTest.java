package dev.waybill.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.broker.topic.CleanupPolicy;
import dev.waybill.broker.topic.TopicSettings;
import java.util.List;
import org.apache.kafka.common.errors.InvalidConfigurationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TopicConfigsTest {
  private static final TopicSettings SETTINGS = TopicSettings.ofPartitions(1);

  @ParameterizedTest
  @CsvSource({
    "cleanup.policy, delete",
    "cleanup.policy, compact",
    "cleanup.policy, 'compact,delete'",
    "compression.type, producer",
    "delete.retention.ms, 1",
    "max.compaction.lag.ms, 2",
    "max.compaction.lag.ms, 9223372036854775807",
    "max.message.bytes, 3",
    "message.timestamp.after.max.ms, 4",
    "message.timestamp.before.max.ms, 5",
    "message.timestamp.type, LogAppendTime",
    "min.cleanable.dirty.ratio, 0.25",
    "min.compaction.lag.ms, 6",
    "retention.bytes, 0",
    "retention.bytes, -1",
    "retention.ms, 7",
    "retention.ms, -1",
    "segment.bytes, 2048",
    "segment.ms, 8",
  })
  void whatIsSetIsRead(String name, String value) {
    TopicSettings changed = TopicConfigs.with(SETTINGS, name, " " + value + " ");

    assertThat(TopicConfigs.find(name).orElseThrow().valueIn(changed)).isEqualTo(value);
    assertThat(TopicConfigs.reset(changed, name, SETTINGS)).isEqualTo(SETTINGS);
  }

  @ParameterizedTest
  @CsvSource({
    "cleanup.policy, sometimes",
    "cleanup.policy, ''",
    "compression.type, zstd",
    "max.message.bytes, 0",
    "max.message.bytes, 3000000000",
    "message.timestamp.type, Yesterday",
    "min.cleanable.dirty.ratio, 2",
    "min.cleanable.dirty.ratio, much",
    "retention.ms, -2",
    "retention.ms, 1.5",
    "segment.bytes, 1",
    "segment.ms, 0",
    "no.such.setting, 1",
  })
  void whatCannotBeIsRefused(String name, String value) {
    assertThatThrownBy(() -> TopicConfigs.with(SETTINGS, name, value))
        .isInstanceOf(InvalidConfigurationException.class)
        .hasMessageContaining(name);
  }

  @Test
  void whatHasNoMeaningIsAcceptedAndNotKept() {
    assertThat(TopicConfigs.with(SETTINGS, "min.insync.replicas", "2")).isEqualTo(SETTINGS);
    assertThat(TopicConfigs.reset(SETTINGS, "flush.ms", SETTINGS)).isEqualTo(SETTINGS);
    assertThat(TopicConfigs.names()).doesNotContain("min.insync.replicas");
  }

  @Test
  void aListIsEditedWordByWord() {
    TopicSettings both = TopicConfigs.edited(SETTINGS, "cleanup.policy", "compact", true);

    assertThat(both.cleanup()).isEqualTo(CleanupPolicy.COMPACT_AND_DELETE);
    assertThat(TopicConfigs.edited(both, "cleanup.policy", "compact", true)).isEqualTo(both);
    assertThat(TopicConfigs.edited(both, "cleanup.policy", "delete", false).cleanup())
        .isEqualTo(CleanupPolicy.COMPACT);
    assertThatThrownBy(() -> TopicConfigs.edited(SETTINGS, "cleanup.policy", "delete", false))
        .isInstanceOf(InvalidConfigurationException.class);
    assertThatThrownBy(() -> TopicConfigs.edited(SETTINGS, "retention.ms", "1", true))
        .isInstanceOf(InvalidConfigurationException.class)
        .hasMessageContaining("list");
  }

  @Test
  void everySettingHasTwoNamesOfItsOwn() {
    List<String> broker = TopicConfigs.all().stream().map(TopicConfig::brokerName).toList();
    KafkaNames kafka = KafkaNames.load();

    assertThat(TopicConfigs.names()).doesNotHaveDuplicates().isSorted();
    assertThat(broker).doesNotHaveDuplicates().allMatch(kafka::contains);
    assertThat(TopicConfigs.all()).allMatch(config -> config.documentation().endsWith("."));
  }
}
