package dev.waybill.verifier.table;

import static dev.waybill.verifier.table.Plot.MESSAGES;
import static dev.waybill.verifier.table.Plot.STRUCK;

import dev.waybill.Guarantee;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;

/** One input, and for each guarantee a group that writes notes of it. */
abstract class DeliverScript implements AutoCloseable {
  /** Longer than anything that happens in a script in which no member shall be given up. */
  static final Duration FAITHFUL = Plot.PATIENCE;

  private final String name;
  private final WireStage stage;
  private final Duration session;
  private final List<WireMember> members = new ArrayList<>();

  /**
   * @param session after so long a silence a group takes its member for dead
   */
  DeliverScript(String name, WireStage stage, Duration session) {
    this.name = name;
    this.stage = stage;
    this.session = session;
  }

  final WireStage stage() {
    return stage;
  }

  final String input() {
    return name + "-input";
  }

  final String notes(Guarantee guarantee) {
    return name + "-notes-" + guarantee;
  }

  final String group(Guarantee guarantee) {
    return name + "-" + guarantee;
  }

  /** Runs it. When this returns the notes are what they will ever be. */
  final void run() throws Exception {
    List<String> topics = new ArrayList<>();
    topics.add(input());
    WireStage.guarantees().forEach(each -> topics.add(notes(each)));
    stage.createTopics(topics);
    try (KafkaProducer<String, String> publisher =
        stage.publisher(name + "-publisher", Guarantee.AT_LEAST_ONCE)) {
      play(publisher);
    }
    for (Guarantee each : WireStage.guarantees()) {
      awaitPosition(each, MESSAGES);
    }
    close();
    for (WireMember each : members) {
      each.checkHealthy();
    }
  }

  /** Publishes everything and makes the fault happen. */
  abstract void play(KafkaProducer<String, String> publisher) throws Exception;

  abstract long bites(Guarantee guarantee);

  final List<Integer> notesRead(Guarantee guarantee) {
    return stage.read(notes(guarantee));
  }

  final WireMember join(Guarantee guarantee, String client, WireMember.Hook hook) {
    WireMember member =
        new WireMember(
            stage, client, guarantee, input(), notes(guarantee), group(guarantee), session, hook);
    members.add(member);
    return member;
  }

  final void awaitPosition(Guarantee guarantee, long position) throws Exception {
    Plot.await(
        group(guarantee) + " at position " + position,
        () -> {
          for (WireMember each : members) {
            each.checkHealthy();
          }
          return stage.position(group(guarantee), input()) >= position;
        });
  }

  final void publish(KafkaProducer<String, String> publisher, int from, int to) throws Exception {
    for (int message = from; message < to; message++) {
      publisher.send(new ProducerRecord<>(input(), 0, "key", Integer.toString(message))).get();
    }
  }

  /** Publishes what comes before the struck message, one by one, each handled everywhere. */
  final void publishQuietly(KafkaProducer<String, String> publisher, int to) throws Exception {
    for (int message = 0; message < to; message++) {
      publish(publisher, message, message + 1);
      for (Guarantee each : WireStage.guarantees()) {
        awaitPosition(each, message + 1L);
      }
    }
  }

  final void publishRest(KafkaProducer<String, String> publisher) throws Exception {
    publish(publisher, STRUCK + 1, MESSAGES);
  }

  @Override
  public final void close() {
    members.forEach(WireMember::askToFinish);
    members.forEach(WireMember::close);
  }
}
