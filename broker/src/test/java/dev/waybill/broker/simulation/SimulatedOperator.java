package dev.waybill.broker.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.broker.error.BrokerException;
import dev.waybill.broker.error.ErrorCode;
import dev.waybill.broker.topic.TopicDescription;
import dev.waybill.broker.topic.TopicSettings;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Creates, deletes and recreates topics, and remembers which of them must be there. */
final class SimulatedOperator {
  private static final int NAMES = 3;

  private enum Known {
    PRESENT,
    GONE
  }

  private final Map<String, Known> known = new TreeMap<>();
  private String name;
  private boolean creating;
  private CompletableFuture<?> underWay;
  private int created;
  private int deleted;

  int created() {
    return created;
  }

  int deleted() {
    return deleted;
  }

  void step(SimulatedBroker broker, Random random) {
    settleAnswer();
    if (underWay != null) {
      return;
    }
    name = "c" + random.nextInt(NAMES);
    creating = known.get(name) != Known.PRESENT;
    // Until it is answered nobody knows.
    known.remove(name);
    underWay =
        creating
            ? broker.<TopicDescription>ask(
                (core, future) -> core.createTopic(name, TopicSettings.ofPartitions(2), future))
            : broker.<Void>ask((core, future) -> core.deleteTopic(name, future));
  }

  /** The broker is gone; what had no answer is unknown. */
  void crashed() {
    settleAnswer();
    underWay = null;
  }

  void check(SimulatedBroker broker) {
    known.forEach(
        (topic, what) ->
            assertThat(broker.core().directory().find(topic) != null)
                .as("topic %s, answered %s, exists", topic, what)
                .isEqualTo(what == Known.PRESENT));
  }

  private void settleAnswer() {
    if (underWay == null || !underWay.isDone()) {
      return;
    }
    try {
      underWay.join();
      known.put(name, creating ? Known.PRESENT : Known.GONE);
      created += creating ? 1 : 0;
      deleted += creating ? 0 : 1;
    } catch (CompletionException e) {
      // After a crash it may have been done although it was not answered.
      ErrorCode code = ((BrokerException) e.getCause()).code();
      if (code == ErrorCode.TOPIC_ALREADY_EXISTS) {
        known.put(name, Known.PRESENT);
      }
    }
    underWay = null;
  }
}
