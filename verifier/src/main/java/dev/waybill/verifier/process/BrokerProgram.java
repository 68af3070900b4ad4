package dev.waybill.verifier.process;

import dev.waybill.server.KafkaNode;
import dev.waybill.server.ServerProperties;
import dev.waybill.server.ServerSettings;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * A data directory behind Kafka's protocol, as {@code waybill serve} opens it, in a process that
 * can be killed. Arguments: {@code data}, {@code port}, and settings by Kafka's names.
 */
public final class BrokerProgram {

  private BrokerProgram() {}

  /** Started by {@link BrokerProcess}. */
  public static void main(String[] args) throws Exception {
    ParentLine parent = ParentLine.listen();
    Map<String, String> settings = new HashMap<>(ParentLine.arguments(args));
    Path data = Path.of(settings.remove("data"));
    int port = Integer.parseInt(settings.remove("port"));
    ServerProperties properties =
        ServerProperties.of(settings, KafkaNode.freshSettings(), ServerSettings.defaults());
    InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    try (KafkaNode node = KafkaNode.open(data, address, properties)) {
      parent.say("listening " + node.address().getPort());
      parent.awaitFinish();
    }
    Runtime.getRuntime().halt(0);
  }
}
