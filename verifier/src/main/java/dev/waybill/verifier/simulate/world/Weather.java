package dev.waybill.verifier.simulate.world;

/**
 * What the network does to messages just now, each as a probability. Calm at first.
 *
 * <p>Where several faults rage at once, each sets its own.
 */
public final class Weather {
  public double requestLost;
  public double answerLost;
  public double duplicated;
  public double delayed;
  public double replayed;

  /** No more faults. */
  public void calm() {
    requestLost = 0;
    answerLost = 0;
    duplicated = 0;
    delayed = 0;
    replayed = 0;
  }
}
