package dev.waybill.runtime.migrate;

import dev.waybill.error.RetriableException;
import dev.waybill.runtime.migrate.MigrationListener.Phase;

/** Counts the messages of a step for whoever listens. One thread. */
final class Progress {
  private static final int EVERY = 512;

  private final MigrationListener listener;
  private Phase phase = Phase.COMPARING;
  private long done;

  Progress(MigrationListener listener) {
    this.listener = listener;
  }

  void begin(Phase begun, long total) {
    phase = begun;
    done = 0;
    listener.begin(begun, total);
  }

  void one() {
    if (++done % EVERY == 0) {
      listener.at(phase, done);
    }
  }

  /**
   * Ends the migration if that was asked for, by the listener or by an interrupt.
   *
   * @throws RetriableException it was
   */
  void checkStop() {
    if (Thread.currentThread().isInterrupted() || listener.isStopRequested()) {
      throw new RetriableException(
          "the migration was stopped while "
              + (phase == Phase.MOVING ? "moving" : "reading")
              + " messages; what was moved so far is whole and stays, no position was moved. Run it"
              + " again: it goes on");
    }
  }
}
