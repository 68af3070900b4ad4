package dev.waybill.verifier.process;

/** Is told how a run goes on, by the thread that runs it. */
@FunctionalInterface
public interface ProcessProgress {

  /**
   * @param what has just been done, in words
   * @param share of the whole run that is over, 0 to 1
   */
  void reached(String what, double share);
}
