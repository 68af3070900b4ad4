package dev.waybill.verifier.history;

/** What a reader made of the bytes it got. */
public enum Integrity {
  /** A message of this history, its hash as it was sent. */
  WHOLE,
  /** A message of this history as it was sent, and of another topic than it was found in. */
  MISPLACED,
  /** It names a message, and its hash or its key is another. */
  DAMAGED,
  /** It names no message: nobody sent such bytes. */
  FOREIGN
}
