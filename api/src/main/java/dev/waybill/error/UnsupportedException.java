package dev.waybill.error;

import org.jspecify.annotations.Nullable;

/**
 * Not done: the plan asks for more than the engine can give. The message names the hop, what is
 * missing and what would give it.
 */
public final class UnsupportedException extends WaybillException {

  private static final long serialVersionUID = 1L;

  public UnsupportedException(String message) {
    this(message, null);
  }

  public UnsupportedException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
