package dev.waybill.log.compaction;

/** Takes what a pass has prepared. Called on the thread of the pass. */
public interface CompactionOutput {
  /** Whether to give up, leaving things as they are. */
  boolean isCancelled();

  /** To be handed, in order, to the thread that may change the partition. */
  void order(CompactionOrder order);
}
