package dev.waybill.verifier.process;

import java.util.Map;

/** Is told how a run goes on, by the thread that runs it. */
@FunctionalInterface
public interface ProcessProgress {

  /**
   * @param what has just been done, in words
   * @param faults how often each has happened so far, by name; the receiver's own
   * @param share of the whole run that is over, 0 to 1
   */
  void reached(String what, Map<String, Long> faults, double share);
}
