package dev.waybill.broker.disk;

import dev.waybill.broker.topic.Compaction;
import dev.waybill.broker.topic.TopicSettings;
import dev.waybill.log.LogSettings;
import dev.waybill.log.RetentionSettings;
import dev.waybill.log.compaction.CompactionRules;
import java.time.Duration;
import java.util.Optional;

/** A topic's settings in the log's words. */
final class LogLayout {
  private static final Duration SHORTEST = Duration.ofMillis(1);

  /** For the keys of one pass, one at a time: a thirty-second of the heap, from 1 to 32 MB. */
  private static final int MAX_KEY_BYTES =
      (int) Math.max(1 << 20, Math.min(32 << 20, Runtime.getRuntime().maxMemory() / 32));

  private LogLayout() {}

  /**
   * Only whole segments are deleted, so none may span more time than is kept; and only closed ones
   * are compacted, so none may stay open longer than a replaced message may stay.
   */
  static LogSettings of(TopicSettings settings) {
    Duration age = settings.segments().age();
    if (settings.cleanup().deletes()) {
      age = shorter(age, settings.retention().time());
    }
    if (settings.cleanup().compacts()) {
      age = shorter(age, settings.compaction().maxLag());
    }
    return LogSettings.defaults()
        .withSegmentBytes(settings.segments().bytes())
        .withSegmentAge(age.compareTo(SHORTEST) < 0 ? SHORTEST : age);
  }

  private static Duration shorter(Duration one, Optional<Duration> other) {
    return other.filter(limit -> limit.compareTo(one) < 0).orElse(one);
  }

  /** Nothing goes for its age or size where the latest of every key is to stay. */
  static RetentionSettings retentionOf(TopicSettings settings) {
    if (!settings.cleanup().deletes()) {
      return RetentionSettings.forever();
    }
    return new RetentionSettings(
        settings.retention().time().map(Duration::toMillis).orElse(Long.MAX_VALUE),
        settings.retention().bytes().orElse(Long.MAX_VALUE));
  }

  static CompactionRules compactionOf(TopicSettings settings) {
    Compaction compaction = settings.compaction();
    return new CompactionRules(
        compaction.deleteRetention().toMillis(),
        compaction.minLag().toMillis(),
        compaction.maxLag().map(Duration::toMillis).orElse(Long.MAX_VALUE),
        compaction.minDirtyRatio(),
        settings.segments().bytes(),
        MAX_KEY_BYTES);
  }
}
