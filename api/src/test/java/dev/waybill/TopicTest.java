package dev.waybill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.admin.TopicSettings;
import dev.waybill.codec.Codecs;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class TopicTest {

  @Test
  void everyWordMakesANewTopic() {
    Topic<String> plain = Topic.named("t").of(Codecs.string());
    Topic<String> full = plain.key(s -> s).id(s -> s).partitions(8);

    assertThat(plain.keyFunction()).isEmpty();
    assertThat(plain.settings()).isEmpty();
    assertThat(full.keyFunction()).isPresent();
    assertThat(full.idFunction()).isPresent();
    assertThat(full.settings().orElseThrow().partitions()).isEqualTo(8);
  }

  @Test
  void partitionsKeepTheOtherSettings() {
    Topic<String> topic =
        Topic.named("t")
            .of(Codecs.string())
            .createdWith(TopicSettings.defaults().withRetentionTime(Duration.ofDays(1)))
            .partitions(3);

    assertThat(topic.settings().orElseThrow().retentionTime()).isEqualTo(Duration.ofDays(1));
    assertThat(topic.settings().orElseThrow().partitions()).isEqualTo(3);
  }

  @Test
  void impossibleSettingsAreNamed() {
    Topic<String> topic = Topic.named("t").of(Codecs.string());

    assertThatThrownBy(() -> topic.partitions(0)).hasMessageContaining("partitions");
    assertThatThrownBy(() -> TopicSettings.defaults().withSegmentBytes(1))
        .hasMessageContaining("segmentBytes");
    assertThatThrownBy(() -> TopicSettings.defaults().withRetentionTime(Duration.ZERO))
        .hasMessageContaining("retentionTime");
  }
}
