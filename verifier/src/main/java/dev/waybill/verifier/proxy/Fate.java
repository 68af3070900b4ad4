package dev.waybill.verifier.proxy;

import java.time.Duration;

/** What becomes of a request and of its answer. */
public sealed interface Fate {

  /** Both arrive. */
  record Pass() implements Fate {}

  /** The server never sees it. Its connection goes with it, unless nobody waits for an answer. */
  record DropRequest() implements Fate {}

  /** The server has done it; the connection breaks before the answer is through. */
  record DropAnswer() implements Fate {}

  /** The server gets the first part of the frame, and then the end of the connection. */
  record CutRequest() implements Fate {}

  /** The client gets the first part of the answer, and then the end of the connection. */
  record CutAnswer() implements Fate {}

  /** It waits, and all that comes behind it on its connection. */
  record Delay(Duration delay) implements Fate {}

  /** It arrives in pieces of so many bytes, with a pause after each. */
  record Trickle(int bytes, Duration pause) implements Fate {}

  /**
   * It arrives, and once more by another connection: after the client's next transaction has begun,
   * or after so many more of its requests where it has none.
   */
  record ReplayLate(int laterRequests) implements Fate {}

  /** It waits until somebody lets it go on. */
  record Hold(Held held) implements Fate {}
}
