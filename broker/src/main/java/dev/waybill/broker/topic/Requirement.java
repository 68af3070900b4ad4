package dev.waybill.broker.topic;

/** What a setting must be. */
final class Requirement {
  private Requirement() {}

  static void of(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalArgumentException(otherwise);
    }
  }
}
