package dev.waybill.junit.fault;

import static dev.waybill.junit.fault.Script.messages;

import dev.waybill.junit.life.Interference;
import dev.waybill.junit.life.Life;
import dev.waybill.junit.life.Mode;
import dev.waybill.junit.life.Trial;

/** Two records of every message: positions cannot tell them apart, ids can. */
final class PublishedTwice implements Script {

  @Override
  public <T> Bite play(Trial<T> trial) throws Exception {
    trial.publish(trial.messages());
    trial.publish(trial.messages());
    Life life = trial.begin(Interference.NONE);
    if (life.mode() == Mode.BEFORE_HANDLER) {
      return new Bite.CannotHappen("an at-most-once publisher never publishes a message again");
    }
    if (life.publishedOnce()) {
      return new Bite.CannotHappen(
          "the subscription says publishedOnce(): no publisher of the topic repeats itself");
    }
    trial.awaitCaughtUp(life);
    life.close();
    return new Bite.Bit(
        messages(trial.messages().size())
            + " published, no answer arrived, and a new session published them again");
  }
}
