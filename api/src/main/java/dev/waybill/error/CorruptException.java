package dev.waybill.error;

import org.jspecify.annotations.Nullable;

/** Stored bytes are damaged below the durable mark. Nothing past the damage is served. */
public final class CorruptException extends WaybillException {

  private static final long serialVersionUID = 1L;

  public CorruptException(String message) {
    this(message, null);
  }

  public CorruptException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
