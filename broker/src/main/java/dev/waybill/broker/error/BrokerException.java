package dev.waybill.broker.error;

import org.jspecify.annotations.Nullable;

/** A request the broker refused or could not finish. The message says what to do next. */
public final class BrokerException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ErrorCode code;

  public BrokerException(ErrorCode code, String message) {
    this(code, message, null);
  }

  public BrokerException(ErrorCode code, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.code = code;
  }

  public ErrorCode code() {
    return code;
  }
}
