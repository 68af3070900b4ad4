package dev.waybill.error;

import org.jspecify.annotations.Nullable;

/**
 * Not done, nothing was stored; the same call may succeed later (back-pressure, a moving group).
 */
public final class RetriableException extends WaybillException {

  private static final long serialVersionUID = 1L;

  public RetriableException(String message) {
    this(message, null);
  }

  public RetriableException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
