package dev.waybill.verifier.check;

import dev.waybill.verifier.history.Recorded;

/** Looks for one kind of anomaly in one history. Used once, by one thread. */
public interface Checker {

  AnomalyKind kind();

  /** The next event, in order. May add findings. */
  void see(Recorded recorded);

  /** The history is over. May add findings. */
  void finish();
}
