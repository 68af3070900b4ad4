package dev.waybill.verifier.table;

/** The five places where a message fails. */
public enum FailurePoint {
  DROPPED("1 the network drops it"),
  BROKER_DIES("2 the broker dies before storing"),
  CONSUMER_DIES("3 the consumer dies before processing"),
  ACK_LOST("4 processed, acknowledgement lost"),
  TWICE("5 the network delivers it twice");

  private final String text;

  FailurePoint(String text) {
    this.text = text;
  }

  /** With its number, as tables show it. */
  public String text() {
    return text;
  }
}
