package dev.waybill.server.config;

import org.apache.kafka.common.requests.DescribeConfigsResponse.ConfigType;

/**
 * A setting of this node under Kafka's name; given at its start.
 *
 * @param name Kafka's name of it
 * @param type what its values are
 * @param value its value in Kafka's notation
 */
public record NodeConfig(String name, ConfigType type, String value) {}
