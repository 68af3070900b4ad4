package dev.waybill.verifier.campaign;

/** Is told how a campaign goes on, by the thread that runs it, and says whether it shall end. */
public interface CampaignProgress {

  /**
   * How far it is.
   *
   * @param unit what is counted, in a word: histories, cells
   * @param count of them so far
   * @param faults that happened so far
   * @param share of the whole that is over, 0 to 1
   * @param doing what happens now, in a few words; empty for nothing in particular
   */
  record Reached(String unit, long count, long faults, double share, String doing) {}

  void reached(Reached now);

  /**
   * Whether somebody wants it to end now, with what there is. Who waits inside a campaign for
   * something else is interrupted, too.
   */
  boolean isEnough();
}
