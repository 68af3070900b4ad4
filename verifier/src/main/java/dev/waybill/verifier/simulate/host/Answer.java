package dev.waybill.verifier.simulate.host;

import dev.waybill.broker.error.ErrorCode;

/** What a client learns of a request. */
public sealed interface Answer<T> {

  record Done<T>(T value) implements Answer<T> {}

  record Refused<T>(ErrorCode code, String message) implements Answer<T> {}

  /** None came in time, or the connection broke: it may have been done, now or later. */
  record Silence<T>() implements Answer<T> {}

  /** The code of a refusal; null for anything else. */
  default @org.jspecify.annotations.Nullable ErrorCode code() {
    return this instanceof Refused<T> refused ? refused.code() : null;
  }

  /** Whether it surely was not done by this request. */
  default boolean surelyNot() {
    return this instanceof Refused<T> refused
        && refused.code().kind() != ErrorCode.Kind.UNKNOWN_OUTCOME;
  }
}
