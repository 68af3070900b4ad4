package dev.waybill.junit.fault;

import static dev.waybill.junit.fault.Script.messages;

import dev.waybill.engine.EngineConsumer;
import dev.waybill.junit.life.Life;
import dev.waybill.junit.life.Mode;
import dev.waybill.junit.life.Trial;
import dev.waybill.message.TopicPartition;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;

/** The group gives up a member that lives, and that comes back: same process, same memory. */
final class DeliveredTwice implements Script {

  @Override
  public <T> Bite play(Trial<T> trial) throws Exception {
    trial.publish(trial.messages());
    Expelled expelled = new Expelled();
    Life life = trial.begin(expelled);
    if (life.mode() == Mode.AFTER_HANDLER) {
      trial.await(life, "every message to be handled", expelled.all());
    } else {
      trial.awaitCaughtUp(life);
    }
    int handled = trial.witness().messagesEnded();
    for (CountDownLatch joined : life.expel()) {
      trial.await(life, "the expelled member to join again", joined);
    }
    expelled.back.set(true);
    trial.awaitCaughtUp(life);
    int again = trial.witness().redelivered();
    life.close();
    if (handled == 0 || (life.mode() == Mode.AFTER_HANDLER && again == 0)) {
      return new Bite.Missed(
          "expected handled messages to be delivered again, found "
              + handled
              + " handled and "
              + again
              + " delivered again");
    }
    return new Bite.Bit(
        messages(handled)
            + " handled, the group took the consumer for dead and gave it its partitions back; it"
            + " was given "
            + again
            + " again"
            + switch (life.mode()) {
              case AFTER_HANDLER -> "";
              case BEFORE_HANDLER -> ": they were acknowledged before";
              case WITH_EFFECTS -> ": the store had their position, which the broker had not";
            });
  }

  private static final class Expelled extends LostAcknowledgements {

    private final AtomicBoolean back = new AtomicBoolean();

    @Override
    public void commit(Life life, EngineConsumer broker, Map<TopicPartition, Long> next) {
      if (back.get() || life.mode() == Mode.BEFORE_HANDLER) {
        broker.commit(next);
      } else {
        super.commit(life, broker, next);
      }
    }
  }
}
