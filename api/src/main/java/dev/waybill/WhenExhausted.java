package dev.waybill;

/** What becomes of a message after its last attempt. */
public sealed interface WhenExhausted {

  /**
   * It goes to a dead-letter topic, with its origin, attempts and error in headers.
   *
   * @param topic the topic's name; empty: {@code TOPIC.GROUP.dead-letters}
   */
  record DeadLetter(String topic) implements WhenExhausted {}

  /** The subscription stops before it, and says why. */
  record Stop() implements WhenExhausted {}

  static WhenExhausted deadLetter() {
    return new DeadLetter("");
  }

  static WhenExhausted deadLetter(String topic) {
    return new DeadLetter(topic);
  }

  static WhenExhausted stop() {
    return new Stop();
  }
}
