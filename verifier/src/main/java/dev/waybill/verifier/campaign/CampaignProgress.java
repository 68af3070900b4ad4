package dev.waybill.verifier.campaign;

/** Is told how a campaign goes on, by the thread that runs it, and says whether it shall end. */
public interface CampaignProgress {

  /** What is counted. */
  enum Unit {
    HISTORIES("history", "histories"),
    CELLS("cell", "cells"),
    DISKS("disk", "disks"),
    FAULTS("fault", "faults");

    private final String one;
    private final String many;

    Unit(String one, String many) {
      this.one = one;
      this.many = many;
    }

    /** For one of them. */
    public String one() {
      return one;
    }

    /** For several, or none. */
    public String many() {
      return many;
    }
  }

  /**
   * How far it is.
   *
   * @param unit what is counted
   * @param count of them so far
   * @param faults that happened so far
   * @param share of the whole that is over, 0 to 1
   * @param doing what happens now, in a few words; empty for nothing in particular
   */
  record Reached(Unit unit, long count, long faults, double share, String doing) {}

  void reached(Reached now);

  /**
   * Whether somebody wants it to end now, with what there is. Who waits inside a campaign for
   * something else is interrupted, too.
   */
  boolean isEnough();
}
