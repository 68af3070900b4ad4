package dev.waybill.verifier.proxy;

/** The faults of a network, by the names that histories and reports use. */
public enum NetworkFault {
  DROP_REQUEST("network drops a request"),
  DROP_ANSWER("network drops an answer"),
  CUT_REQUEST("network cuts a request in the middle"),
  CUT_ANSWER("network cuts an answer in the middle"),
  DELAY("network delays a request"),
  TRICKLE("network lets a request trickle"),
  REPLAY_LATE("network repeats a request late");

  private final String text;

  NetworkFault(String text) {
    this.text = text;
  }

  /** As it stands in histories. */
  public String text() {
    return text;
  }
}
