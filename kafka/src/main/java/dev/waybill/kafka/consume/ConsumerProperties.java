package dev.waybill.kafka.consume;

import dev.waybill.engine.ConsumerSettings;
import dev.waybill.engine.Isolation;
import dev.waybill.kafka.settings.GroupProtocol;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;

/** What a Kafka consumer is told so that it does what the settings ask. */
final class ConsumerProperties {

  /** What brokers take by default ({@code group.min.session.timeout.ms}). */
  private static final long SHORTEST_SESSION_MILLIS = 6_000;

  /**
   * Of one partition, in one answer; a larger message comes alone. Ten thousand small messages are
   * that much, and a slow reader has a few times as much in hand.
   */
  private static final int PARTITION_BYTES = 1024 * 1024;

  /** All partitions of a broker together, in one answer. */
  private static final int FETCH_BYTES = 8 * 1024 * 1024;

  /** How soon added partitions are noticed. */
  private static final int METADATA_MILLIS = 5_000;

  private ConsumerProperties() {}

  static Map<String, Object> of(
      Map<String, Object> common, ConsumerSettings settings, GroupProtocol protocol) {
    Map<String, Object> properties = new HashMap<>(common);
    properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
    properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    properties.put(
        ConsumerConfig.ISOLATION_LEVEL_CONFIG,
        settings.isolation() == Isolation.READ_COMMITTED ? "read_committed" : "read_uncommitted");
    properties.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, settings.maxBatchMessages());
    properties.put(
        ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG,
        Math.min(settings.maxBatchBytes(), PARTITION_BYTES));
    properties.putIfAbsent(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, FETCH_BYTES);
    properties.putIfAbsent(ConsumerConfig.METADATA_MAX_AGE_CONFIG, METADATA_MILLIS);
    settings.group().ifPresent(group -> membership(properties, settings, group, protocol));
    return properties;
  }

  /**
   * A live member that polls no more is expelled after the session timeout by its own client. A
   * dead one is missed by the cluster: after its {@code group.consumer.session.timeout.ms} where it
   * assigns, else after our session timeout, of which it takes no less than 6 seconds.
   */
  private static void membership(
      Map<String, Object> properties,
      ConsumerSettings settings,
      String group,
      GroupProtocol protocol) {
    long session = Math.max(1, Math.min(Integer.MAX_VALUE, settings.sessionTimeout().toMillis()));
    properties.put(ConsumerConfig.GROUP_ID_CONFIG, group);
    properties.put(ConsumerConfig.GROUP_PROTOCOL_CONFIG, protocol.word());
    properties.put(ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG, (int) session);
    if (protocol == GroupProtocol.CLASSIC) {
      int missed = (int) Math.max(SHORTEST_SESSION_MILLIS, session);
      properties.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, missed);
      properties.putIfAbsent(
          ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, Math.min(3_000, missed / 3));
      // Only what moves is given up; everything else goes on meanwhile.
      properties.put(
          ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG,
          CooperativeStickyAssignor.class.getName());
    }
  }
}
