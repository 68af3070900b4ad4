package dev.waybill.error;

import org.jspecify.annotations.Nullable;

/** Not done: a newer owner of the same name, partition or epoch exists. Stop; do not retry. */
public final class FencedException extends WaybillException {

  private static final long serialVersionUID = 1L;

  public FencedException(String message) {
    this(message, null);
  }

  public FencedException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
