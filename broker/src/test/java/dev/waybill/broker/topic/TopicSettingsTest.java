package dev.waybill.broker.topic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TopicSettingsTest {
  private static final TopicSettings SETTINGS = TopicSettings.ofPartitions(1);

  @Test
  void everythingIsKeptForEverUnlessSaidOtherwise() {
    assertThat(SETTINGS.cleanup()).isEqualTo(CleanupPolicy.DELETE);
    assertThat(SETTINGS.retention().isLimited()).isFalse();
    assertThat(SETTINGS.timestamps()).isEqualTo(Timestamps.DEFAULT);
  }

  @Test
  void aChangedSettingLeavesTheOthers() {
    TopicSettings changed =
        SETTINGS
            .withRetentionTime(Duration.ofDays(1))
            .withRetentionBytes(5)
            .withSegmentBytes(2_048)
            .withPartitions(4);

    assertThat(changed.retention())
        .isEqualTo(new Retention(Optional.of(Duration.ofDays(1)), OptionalLong.of(5)));
    assertThat(changed.segments()).isEqualTo(Segments.DEFAULT.withBytes(2_048));
    assertThat(changed.partitions()).isEqualTo(4);
    assertThat(changed.compaction()).isEqualTo(Compaction.DEFAULT);
  }

  @ParameterizedTest
  @MethodSource("impossible")
  void whatMakesNoSenseIsRefused(ThrowingCallable setting) {
    assertThatThrownBy(setting)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected")
        .hasMessageContaining("found");
  }

  static Stream<ThrowingCallable> impossible() {
    Duration negative = Duration.ofMillis(-1);
    return Stream.of(
        () -> TopicSettings.ofPartitions(0),
        () -> TopicSettings.ofPartitions(TopicSettings.MAX_PARTITIONS + 1),
        () -> SETTINGS.withMaxBatchBytes(0),
        () -> SETTINGS.withRetentionTime(negative),
        () -> SETTINGS.withRetentionBytes(-1),
        () -> Segments.DEFAULT.withBytes(Segments.MIN_BYTES - 1),
        () -> Segments.DEFAULT.withAge(Duration.ZERO),
        () -> Compaction.DEFAULT.withMinDirtyRatio(1.1),
        () -> Compaction.DEFAULT.withMinDirtyRatio(Double.NaN),
        () -> Compaction.DEFAULT.withDeleteRetention(negative),
        () -> Compaction.DEFAULT.withMinLag(negative),
        () ->
            Compaction.DEFAULT
                .withMinLag(Duration.ofDays(2))
                .withMaxLag(Optional.of(Duration.ofDays(1))),
        () -> Timestamps.DEFAULT.withMaxBefore(negative),
        () -> Timestamps.DEFAULT.withMaxAfter(negative));
  }
}
