package dev.waybill.verifier.history;

/** What a reader made of the bytes it got. */
public enum Integrity {
  /** A message of this history, its hash as it was sent. */
  WHOLE,
  /** It names a message, and its hash is another. */
  DAMAGED,
  /** It names no message: nobody sent such bytes. */
  FOREIGN
}
