package dev.waybill.error;

import org.jspecify.annotations.Nullable;

/**
 * The one family of failures that Waybill's public methods throw and its futures carry.
 *
 * <p>Every message says what was expected and what was found, what follows for the data, and what
 * to do next. Switch over the permitted types to handle all of them.
 */
public abstract sealed class WaybillException extends RuntimeException
    permits RetriableException,
        FencedException,
        OutcomeUnknownException,
        UnsupportedException,
        CorruptException,
        RejectedException {

  private static final long serialVersionUID = 1L;

  WaybillException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
