package dev.waybill.junit.fault;

import dev.waybill.junit.life.Trial;

/** The ground that all others are compared with. */
final class DeliveredOnce implements Script {

  @Override
  public <T> Bite play(Trial<T> trial) throws Exception {
    trial.publish(trial.messages());
    trial.liveToTheEnd();
    return new Bite.Bit(
        Script.messages(trial.messages().size()) + " published and delivered, nothing went wrong");
  }
}
