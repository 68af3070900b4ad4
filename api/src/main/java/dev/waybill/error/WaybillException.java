package dev.waybill.error;

import org.jspecify.annotations.Nullable;

/**
 * The one family of failures of everything that reaches an engine: what methods throw and futures
 * carry. A value that cannot exist (a negative offset, zero partitions) is an {@link
 * IllegalArgumentException} where it is made, before any engine hears of it.
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
