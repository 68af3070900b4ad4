package dev.waybill.broker.group;

import dev.waybill.broker.group.classic.ClassicSettings;
import java.time.Duration;

/**
 * What an operator may choose about groups.
 *
 * @param sessionTimeout silence after which a member is taken for dead and its partitions are given
 *     to others
 * @param heartbeatInterval how often a member is asked to heartbeat; shorter than the session
 *     timeout
 * @param positionRetention how long the positions of a group are kept after it last had a member or
 *     committed
 * @param retentionCheckInterval how often groups are checked against that retention
 * @param maxMembers members a group may have
 * @param maxMetadataBytes UTF-8 bytes of metadata a committed position may carry
 * @param classic what concerns members of the classic protocol only
 */
public record GroupSettings(
    Duration sessionTimeout,
    Duration heartbeatInterval,
    Duration positionRetention,
    Duration retentionCheckInterval,
    int maxMembers,
    int maxMetadataBytes,
    ClassicSettings classic) {

  /** Kafka's defaults where Kafka has one, so that a group behaves here as its users expect. */
  public static final GroupSettings DEFAULTS =
      new GroupSettings(
          Duration.ofSeconds(45),
          Duration.ofSeconds(5),
          Duration.ofDays(7),
          Duration.ofMinutes(10),
          1_000,
          4_096,
          ClassicSettings.DEFAULTS);

  public GroupSettings {
    requirePositive("sessionTimeout", sessionTimeout);
    requirePositive("heartbeatInterval", heartbeatInterval);
    requirePositive("positionRetention", positionRetention);
    requirePositive("retentionCheckInterval", retentionCheckInterval);
    if (heartbeatInterval.compareTo(sessionTimeout) >= 0) {
      throw new IllegalArgumentException(
          "heartbeatInterval must be shorter than sessionTimeout, or live members expire: heartbeatInterval="
              + heartbeatInterval
              + ", sessionTimeout="
              + sessionTimeout);
    }
    if (maxMembers < 1) {
      throw new IllegalArgumentException("maxMembers must be 1 or more, found " + maxMembers);
    }
    if (maxMetadataBytes < 0) {
      throw new IllegalArgumentException(
          "maxMetadataBytes must be 0 or more, found " + maxMetadataBytes);
    }
  }

  public GroupSettings withClassic(ClassicSettings settings) {
    return new GroupSettings(
        sessionTimeout,
        heartbeatInterval,
        positionRetention,
        retentionCheckInterval,
        maxMembers,
        maxMetadataBytes,
        settings);
  }

  private static void requirePositive(String name, Duration duration) {
    if (duration.toMillis() < 1) {
      throw new IllegalArgumentException(name + " must be 1 ms or more, found " + duration);
    }
  }
}
