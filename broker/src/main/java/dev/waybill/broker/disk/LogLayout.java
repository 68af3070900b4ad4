package dev.waybill.broker.disk;

import dev.waybill.broker.topic.TopicSettings;
import dev.waybill.log.LogSettings;
import dev.waybill.log.RetentionSettings;
import java.time.Duration;

/** A topic's settings in the log's words. */
final class LogLayout {
  private LogLayout() {}

  /** Only whole segments are deleted, so none may span more time than is kept. */
  static LogSettings of(TopicSettings settings) {
    LogSettings layout = LogSettings.defaults().withSegmentBytes(settings.segmentBytes());
    Duration longest = layout.segmentAge();
    return settings
        .retentionTime()
        .filter(time -> time.compareTo(longest) < 0)
        .map(layout::withSegmentAge)
        .orElse(layout);
  }

  static RetentionSettings retentionOf(TopicSettings settings) {
    return new RetentionSettings(
        settings.retentionTime().map(Duration::toMillis).orElse(Long.MAX_VALUE),
        settings.retentionBytes().orElse(Long.MAX_VALUE));
  }
}
