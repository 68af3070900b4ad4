package dev.waybill.server.config;

import dev.waybill.broker.topic.TopicSettings;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.apache.kafka.common.requests.DescribeConfigsResponse.ConfigType;

/**
 * A topic setting under Kafka's name.
 *
 * @param name Kafka's name of it
 * @param brokerName Kafka's name of what it is for topics that do not set it
 * @param type what its values are
 * @param documentation one line of what it does here
 * @param read its value in Kafka's notation
 * @param write settings with another value; throws {@link IllegalArgumentException} for an illegal
 *     one
 */
public record TopicConfig(
    String name,
    String brokerName,
    ConfigType type,
    String documentation,
    Function<TopicSettings, String> read,
    BiFunction<TopicSettings, String, TopicSettings> write) {

  public String valueIn(TopicSettings settings) {
    return read.apply(settings);
  }

  TopicSettings withValue(TopicSettings settings, String value) {
    return write.apply(settings, value);
  }
}
