package dev.waybill.broker.disk;

import dev.waybill.broker.topic.TopicSettings;
import dev.waybill.log.LogSettings;
import dev.waybill.log.RetentionSettings;
import java.time.Duration;

/** A topic's settings in the log's words. */
final class LogLayout {
  private static final Duration SHORTEST = Duration.ofMillis(1);

  private LogLayout() {}

  /** Only whole segments are deleted, so none may span more time than is kept. */
  static LogSettings of(TopicSettings settings) {
    Duration age = settings.segments().age();
    Duration kept = settings.retention().time().orElse(age);
    Duration shorter = kept.compareTo(age) < 0 ? kept : age;
    return LogSettings.defaults()
        .withSegmentBytes(settings.segments().bytes())
        .withSegmentAge(shorter.compareTo(SHORTEST) < 0 ? SHORTEST : shorter);
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
}
