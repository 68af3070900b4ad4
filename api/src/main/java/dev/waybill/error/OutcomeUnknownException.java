package dev.waybill.error;

import org.jspecify.annotations.Nullable;

/**
 * Neither "done" nor "not done" is known: the request may have taken effect although its answer was
 * lost. Repeating it may repeat its effect; read back, or repeat it idempotently.
 */
public final class OutcomeUnknownException extends WaybillException {

  private static final long serialVersionUID = 1L;

  public OutcomeUnknownException(String message) {
    this(message, null);
  }

  public OutcomeUnknownException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
