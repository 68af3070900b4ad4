package dev.waybill.verifier.process;

import dev.waybill.Guarantee;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * What a client process is told to do, as its arguments carry it.
 *
 * @param process its name in the history; a new life has a new one
 * @param number unique among the processes; what it numbers begins with it
 * @param guarantee what it has to keep
 * @param bootstrap where the broker is
 * @param input the topic that it publishes to or reads
 * @param output the topic that it copies to; empty for none
 * @param group its group, or its transactional id; empty for none
 * @param life counts the lives under one transactional id, from 1
 * @param perSecond about how many messages it publishes
 * @param directory where its events go
 */
record Work(
    String process,
    int number,
    Guarantee guarantee,
    String bootstrap,
    String input,
    String output,
    String group,
    int life,
    int perSecond,
    Path directory) {

  private static final long NUMBERS_EACH = 1_000_000_000L;

  static Work parse(Map<String, String> from) {
    return new Work(
        text(from, "process"),
        Integer.parseInt(text(from, "number")),
        Guarantee.parse(text(from, "guarantee")),
        text(from, "bootstrap"),
        text(from, "input"),
        text(from, "output"),
        text(from, "group"),
        Integer.parseInt(text(from, "life")),
        Integer.parseInt(text(from, "perSecond")),
        Path.of(text(from, "directory")));
  }

  Map<String, String> arguments() {
    Map<String, String> to = new HashMap<>();
    to.put("process", process);
    to.put("number", Integer.toString(number));
    to.put("guarantee", guarantee.toString());
    to.put("bootstrap", bootstrap);
    to.put("input", input);
    to.put("output", output);
    to.put("group", group);
    to.put("life", Integer.toString(life));
    to.put("perSecond", Integer.toString(perSecond));
    to.put("directory", directory.toString());
    return to;
  }

  private static String text(Map<String, String> from, String name) {
    String value = from.get(name);
    if (value == null) {
      throw new IllegalArgumentException("expected an argument " + name + ", found " + from);
    }
    return value;
  }

  /** The next life of the same thing. */
  Work nextLife(String newName, int newNumber) {
    return new Work(
        newName, newNumber, guarantee, bootstrap, input, output, group, life + 1, perSecond,
        directory);
  }

  /** The first of the numbers that only this process gives. */
  long firstNumber() {
    return number * NUMBERS_EACH;
  }

  /** Where its events are. */
  Path events() {
    return directory.resolve(process + MergedHistory.SUFFIX);
  }

  /** Where its effects are: numbers of messages, 8 bytes each. */
  Path effects() {
    return directory.resolve(process + ".effects");
  }

  KafkaProducer<String, byte[]> producer() {
    Map<String, Object> settings = common();
    settings.put("linger.ms", 0);
    settings.put("request.timeout.ms", 1_500);
    if (guarantee == Guarantee.AT_MOST_ONCE) {
      settings.put("acks", "0");
      settings.put("retries", 0);
      settings.put("enable.idempotence", false);
      settings.put("delivery.timeout.ms", 1_500);
    } else {
      settings.put("acks", "all");
      settings.put("enable.idempotence", guarantee == Guarantee.EXACTLY_ONCE);
      settings.put("max.in.flight.requests.per.connection", 1);
      settings.put("delivery.timeout.ms", 20_000);
    }
    return new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer());
  }

  KafkaProducer<String, byte[]> transactor(String transactionalId, int timeoutMillis) {
    Map<String, Object> settings = common();
    settings.put("linger.ms", 0);
    settings.put("transactional.id", transactionalId);
    settings.put("transaction.timeout.ms", timeoutMillis);
    settings.put("request.timeout.ms", 1_500);
    settings.put("max.block.ms", 5_000);
    settings.put("delivery.timeout.ms", Math.max(timeoutMillis, 1_501));
    return new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer());
  }

  KafkaConsumer<String, byte[]> member() {
    Map<String, Object> settings = common();
    settings.put("group.id", group);
    settings.put("enable.auto.commit", false);
    settings.put("auto.offset.reset", "earliest");
    settings.put("isolation.level", "read_committed");
    settings.put("session.timeout.ms", 6_000);
    settings.put("heartbeat.interval.ms", 300);
    settings.put("max.poll.interval.ms", 12_000);
    settings.put("max.poll.records", 50);
    settings.put("request.timeout.ms", 3_000);
    settings.put("fetch.max.wait.ms", 200);
    return new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer());
  }

  private Map<String, Object> common() {
    Map<String, Object> settings = new HashMap<>();
    settings.put("bootstrap.servers", bootstrap);
    settings.put("client.id", process);
    settings.put("reconnect.backoff.ms", 20);
    settings.put("reconnect.backoff.max.ms", 200);
    settings.put("retry.backoff.ms", 20);
    settings.put("retry.backoff.max.ms", 200);
    settings.put("metadata.max.age.ms", 2_000);
    return settings;
  }
}
