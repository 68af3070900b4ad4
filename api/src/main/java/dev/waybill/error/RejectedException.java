package dev.waybill.error;

import org.jspecify.annotations.Nullable;

/** Not done: the request is wrong (unknown topic, oversized message, closed Waybill …). */
public final class RejectedException extends WaybillException {

  private static final long serialVersionUID = 1L;

  public RejectedException(String message) {
    this(message, null);
  }

  public RejectedException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
