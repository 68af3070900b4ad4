package dev.waybill.embedded.translation;

import dev.waybill.broker.error.BrokerException;
import dev.waybill.broker.error.ErrorCode;
import dev.waybill.error.CorruptException;
import dev.waybill.error.FencedException;
import dev.waybill.error.OutcomeUnknownException;
import dev.waybill.error.RejectedException;
import dev.waybill.error.RetriableException;
import dev.waybill.error.WaybillException;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

/** Turns what the broker throws into the one family an application knows. */
public final class Failures {

  private Failures() {}

  /**
   * The failure an application sees.
   *
   * @param attempted what was being done, as the start of a sentence: "publishing to orders-3"
   */
  public static WaybillException of(String attempted, Throwable failure) {
    Throwable cause = unwrap(failure);
    if (cause instanceof WaybillException known) {
      return known;
    }
    if (!(cause instanceof BrokerException refused)) {
      return new OutcomeUnknownException(
          attempted
              + ": expected an answer of the broker, found "
              + cause
              + "; whether it happened is unknown. This is a fault in Waybill: please report it"
              + " with the stack trace",
          cause);
    }
    String message = attempted + ": " + refused.getMessage();
    return switch (refused.code().kind()) {
      case RETRIABLE -> new RetriableException(message, refused);
      case FENCED -> new FencedException(message, refused);
      case REJECTED -> new RejectedException(message, refused);
      case CORRUPT -> new CorruptException(message, refused);
      case UNKNOWN_OUTCOME -> new OutcomeUnknownException(message, refused);
    };
  }

  /** The broker's reason, where the failure is one of the broker's. */
  public static Optional<ErrorCode> code(Throwable failure) {
    return unwrap(failure) instanceof BrokerException refused
        ? Optional.of(refused.code())
        : Optional.empty();
  }

  private static Throwable unwrap(Throwable failure) {
    Throwable cause = failure;
    while ((cause instanceof CompletionException || cause instanceof ExecutionException)
        && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause;
  }
}
