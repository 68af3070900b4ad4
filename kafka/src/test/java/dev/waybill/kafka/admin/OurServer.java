package dev.waybill.kafka.admin;

import dev.waybill.broker.Broker;
import dev.waybill.broker.core.BrokerSettings;
import dev.waybill.kafka.cluster.Cluster;
import dev.waybill.kafka.settings.KafkaOptions;
import dev.waybill.server.KafkaServer;
import dev.waybill.server.ServerSettings;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Our own server on a free port, a cluster to the engine. */
final class OurServer implements AutoCloseable {

  private final Broker broker;
  private final KafkaServer server;

  private OurServer(Broker broker, KafkaServer server) {
    this.broker = broker;
    this.server = server;
  }

  static OurServer on(Path directory) throws IOException {
    Broker broker = Broker.open(directory, BrokerSettings.defaults(1));
    try {
      return new OurServer(
          broker,
          KafkaServer.start(
              broker, new InetSocketAddress("127.0.0.1", 0), ServerSettings.defaults()));
    } catch (IOException | RuntimeException e) {
      broker.close();
      throw e;
    }
  }

  Cluster connect(Map<String, String> options) {
    return Cluster.connect(KafkaOptions.parse("//" + server.bootstrapServers(), options));
  }

  KafkaConsumer<String, String> consumer(String group, String protocol) {
    return new KafkaConsumer<>(
        Map.of(
            "bootstrap.servers",
            server.bootstrapServers(),
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
    all.put("bootstrap.servers", server.bootstrapServers());
    return new KafkaProducer<>(all, new StringSerializer(), new StringSerializer());
  }

  @Override
  public void close() {
    server.close();
    broker.close();
  }
}
