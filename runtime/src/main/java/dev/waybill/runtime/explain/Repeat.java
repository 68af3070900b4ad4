package dev.waybill.runtime.explain;

/** How a message can come to be there twice, named for what tells the repeat from a new message. */
public enum Repeat {
  /** Sent again within a publisher's session: the same sequence number. */
  RESENT("sent again by the publisher's own retry"),
  /** Published again by the application: another offset, at best the same id. */
  REPUBLISHED("published again after an unknown outcome or a restart of the publisher"),
  /** Delivered again to a living consumer process: the same offset. */
  REDELIVERED("delivered again because its position was not committed in time"),
  /** Delivered again after the consumer's process died: the same offset. */
  REDELIVERED_AFTER_CRASH("delivered again after the consumer's process died");

  private final String phrase;

  Repeat(String phrase) {
    this.phrase = phrase;
  }

  /** What happened to the message, fit to follow "it is". */
  String phrase() {
    return phrase;
  }
}
