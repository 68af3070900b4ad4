package dev.waybill.verifier.campaign;

/** Is told how a campaign goes on, by the thread that runs it, and says whether it shall end. */
public interface CampaignProgress {

  /**
   * @param histories judged so far
   * @param faults that happened so far
   * @param share of the whole that is over, 0 to 1
   * @param doing what happens now, in a few words; empty for nothing in particular
   */
  void reached(long histories, long faults, double share, String doing);

  /** Whether somebody wants it to end now, with what there is. */
  boolean isEnough();
}
