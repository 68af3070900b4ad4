package dev.waybill.cli.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.waybill.kafka.settings.ClientProperties;
import dev.waybill.kafka.settings.KafkaOptions;
import dev.waybill.orders.demo.DemoOptions;
import dev.waybill.orders.demo.RunMessages;
import java.net.URLDecoder;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** Where {@code demo --to} lets the pipeline's messages live, and what a run there is like. */
public sealed interface DemoTarget {

  /** Longer than a transaction may last, a minute: whatever a sleeper held is taken from it. */
  Duration PAST_EVERY_TIMEOUT = Duration.ofSeconds(65);

  /** What is taken unless the user says otherwise. */
  DemoOptions defaults();

  /** With the messages there, and a pace at which the kills find work. */
  DemoOptions apply(DemoOptions options, boolean paced);

  /**
   * Reads it.
   *
   * @throws IllegalArgumentException it is no place for a demo
   */
  static DemoTarget parse(String text) {
    if (text.equals("embedded")) {
      return new Embedded();
    }
    if (text.equals("kafka-local:1") || text.equals("kafka-local:3")) {
      return new Local(text.endsWith("3") ? 3 : 1, PAST_EVERY_TIMEOUT);
    }
    if (text.startsWith("kafka:")) {
      return new Cluster(text);
    }
    throw new IllegalArgumentException(
        "--to: expected embedded, kafka-local:1, kafka-local:3 or kafka://HOST:PORT,…, found '"
            + text
            + "'");
  }

  /** In the run's own directory. */
  record Embedded() implements DemoTarget {

    @Override
    public DemoOptions defaults() {
      return DemoOptions.defaults();
    }

    @Override
    public DemoOptions apply(DemoOptions options, boolean paced) {
      return options;
    }
  }

  /**
   * On a cluster of the run's own, on this machine.
   *
   * @param nodes 1; or 3, which are struck as well
   * @param shortestStop how long a stopped pipeline sleeps at least
   */
  record Local(int nodes, Duration shortestStop) implements DemoTarget {

    /** Every place of the pipeline, every role of a broker, a zombie and a roll. */
    private static final int ALL = 12;

    /** The seventh of those. */
    private static final int ZOMBIE = 7;

    /** A broker dies, is missed, comes back and catches up; a member dies and is missed. */
    private static final int SECONDS_A_STRIKE = 12;

    @Override
    public DemoOptions defaults() {
      DemoOptions defaults = DemoOptions.defaults();
      return nodes == 1 ? defaults : defaults.withKills(ALL);
    }

    @Override
    public DemoOptions apply(DemoOptions options, boolean paced) {
      DemoOptions here =
          options.withMessages(directory -> ClusterMessages.start(nodes, directory, shortestStop));
      if (paced || options.kills() == 0) {
        return here;
      }
      long seconds = (long) SECONDS_A_STRIKE * options.kills();
      if (nodes == 3) {
        seconds += shortestStop.toSeconds() * ((options.kills() + ALL - ZOMBIE) / ALL);
      }
      return here.withOrdersPerSecond(
          (int) Math.max(1, Math.min(options.ordersPerSecond(), options.orders() / seconds)));
    }
  }

  /**
   * On a cluster of the user's, of which only the run's own names are touched.
   *
   * @param url what the pipeline opens
   */
  record Cluster(String url) implements DemoTarget {

    private static final int SECONDS_A_STRIKE = 12;

    @Override
    public DemoOptions defaults() {
      return DemoOptions.defaults();
    }

    @Override
    public DemoOptions apply(DemoOptions options, boolean paced) {
      Map<String, Object> clients = clients();
      RunMessages.Opener opener = directory -> ClusterMessages.at(url, clients);
      DemoOptions here = options.withMessages(opener);
      if (paced || options.kills() == 0) {
        return here;
      }
      long seconds = (long) SECONDS_A_STRIKE * options.kills();
      return here.withOrdersPerSecond(
          (int) Math.max(1, Math.min(options.ordersPerSecond(), options.orders() / seconds)));
    }

    /** As the engine reads them. */
    private Map<String, Object> clients() {
      String rest = url.substring(url.indexOf(':') + 1);
      int question = rest.indexOf('?');
      Map<String, String> options = new LinkedHashMap<>();
      if (question >= 0) {
        for (String pair : rest.substring(question + 1).split("&", -1)) {
          int equals = pair.indexOf('=');
          if (equals > 0) {
            options.put(decode(pair.substring(0, equals)), decode(pair.substring(equals + 1)));
          }
        }
      }
      String address = question < 0 ? rest : rest.substring(0, question);
      return new ClientProperties(KafkaOptions.parse(address, options)).admin();
    }

    private static String decode(String text) {
      return URLDecoder.decode(text.replace("+", "%2B"), UTF_8);
    }
  }
}
