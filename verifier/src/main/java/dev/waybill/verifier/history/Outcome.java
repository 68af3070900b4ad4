package dev.waybill.verifier.history;

/** How an operation ended. Unknown is neither: it may have happened, now or later. */
public enum Outcome {
  DONE,
  NOT_DONE,
  UNKNOWN
}
