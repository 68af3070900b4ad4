package dev.waybill.verifier.table;

import static dev.waybill.verifier.table.Plot.MESSAGES;
import static dev.waybill.verifier.table.Plot.PATIENCE;
import static dev.waybill.verifier.table.Plot.STRUCK;

import dev.waybill.Guarantee;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;

/**
 * Three publishers, one of each guarantee, whose seventh message meets a fault; the rest comes by a
 * new session of each.
 */
final class PublishScript {
  private final String name;
  private final WireStage stage;
  private final PublishFault fault;

  PublishScript(String name, WireStage stage, PublishFault fault) {
    this.name = name;
    this.stage = stage;
    this.fault = fault;
  }

  /** A message that was sent, and whoever waits for it. */
  record Sent(String client, String topic, Future<RecordMetadata> answer) {
    void await() throws Exception {
      answer.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  String topic(Guarantee guarantee) {
    return name + "-" + guarantee;
  }

  String client(Guarantee guarantee) {
    return name + "-by-" + guarantee;
  }

  /** Publishes everything. When this returns the log has what it will ever have. */
  void run() throws Exception {
    stage.createTopics(WireStage.guarantees().stream().map(this::topic).toList());
    Map<Guarantee, KafkaProducer<String, String>> publishers = new EnumMap<>(Guarantee.class);
    try {
      for (Guarantee each : WireStage.guarantees()) {
        KafkaProducer<String, String> publisher = stage.publisher(client(each), each);
        publishers.put(each, publisher);
        publish(publisher, each, 0, STRUCK);
      }
      Map<Guarantee, Sent> struck = new EnumMap<>(Guarantee.class);
      for (Map.Entry<Guarantee, KafkaProducer<String, String>> entry : publishers.entrySet()) {
        Guarantee each = entry.getKey();
        KafkaProducer<String, String> publisher = entry.getValue();
        // What is not answered is not yet known to be stored, and would be struck instead.
        awaitStored(each, STRUCK - 1);
        fault.arm(each, client(each));
        struck.put(each, new Sent(client(each), topic(each), publisher.send(record(each, STRUCK))));
      }
      fault.strike(struck);
      for (Sent each : struck.values()) {
        each.await();
      }
    } finally {
      publishers.values().forEach(KafkaProducer::close);
    }
    for (Guarantee each : WireStage.guarantees()) {
      try (KafkaProducer<String, String> next = stage.publisher(client(each), each)) {
        publish(next, each, STRUCK + 1, MESSAGES);
      }
      awaitStored(each, MESSAGES - 1);
    }
  }

  /** The application starts again and publishes the struck message once more, under its id. */
  void publishAgain(Guarantee guarantee) throws Exception {
    try (KafkaProducer<String, String> next = stage.publisher(client(guarantee), guarantee)) {
      publish(next, guarantee, STRUCK, STRUCK + 1);
    }
  }

  List<Integer> log(Guarantee guarantee) {
    return stage.read(topic(guarantee));
  }

  long bites(Guarantee guarantee) {
    return fault.bites(guarantee, client(guarantee));
  }

  void awaitStored(Guarantee guarantee, int message) throws Exception {
    Plot.await(
        "message " + message + " in " + topic(guarantee), () -> log(guarantee).contains(message));
  }

  private void publish(
      KafkaProducer<String, String> publisher, Guarantee guarantee, int from, int to)
      throws Exception {
    for (int message = from; message < to; message++) {
      new Sent(client(guarantee), topic(guarantee), publisher.send(record(guarantee, message)))
          .await();
    }
    publisher.flush();
  }

  private ProducerRecord<String, String> record(Guarantee guarantee, int message) {
    ProducerRecord<String, String> record =
        new ProducerRecord<>(topic(guarantee), 0, "key", Integer.toString(message));
    record.headers().add(Plot.ID_HEADER, WireStage.id(message));
    return record;
  }
}
