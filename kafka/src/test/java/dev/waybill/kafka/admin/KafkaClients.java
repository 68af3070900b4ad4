package dev.waybill.kafka.admin;

import dev.waybill.kafka.cluster.Cluster;
import dev.waybill.kafka.settings.KafkaOptions;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Ours and Kafka's own, of one cluster.
 *
 * @param servers where it is, {@code HOST:PORT}
 */
record KafkaClients(String servers) {

  Cluster connect(Map<String, String> options) {
    return Cluster.connect(KafkaOptions.parse("//" + servers, options));
  }

  KafkaConsumer<String, String> consumer(String group, String protocol) {
    return new KafkaConsumer<>(
        Map.of(
            "bootstrap.servers",
            servers,
            "group.id",
            group,
            "group.protocol",
            protocol,
            "client.id",
            "reader",
            "enable.auto.commit",
            "false",
            "auto.offset.reset",
            "earliest"),
        new StringDeserializer(),
        new StringDeserializer());
  }

  KafkaProducer<String, String> producer(Map<String, Object> more) {
    Map<String, Object> all = new HashMap<>(more);
    all.put("bootstrap.servers", servers);
    return new KafkaProducer<>(all, new StringSerializer(), new StringSerializer());
  }
}
