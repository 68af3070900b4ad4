package dev.waybill.verifier.planted;

/**
 * An alteration did not find what it alters: the product has changed, and the bug is planted no
 * more. Look where that code has gone, and aim anew.
 */
final class TargetMovedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  TargetMovedException(String expected, String found) {
    super("the target has moved: expected " + expected + ", found " + found);
  }
}
