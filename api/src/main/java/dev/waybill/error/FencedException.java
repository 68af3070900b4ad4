package dev.waybill.error;

import org.jspecify.annotations.Nullable;

/**
 * Not done: who asked has been replaced. A newer owner of the same name, partition or epoch exists,
 * or the engine gave the asker up: a member that was silent for its session timeout, a transaction
 * that was open for longer than its own. Do not repeat the call; begin anew if nobody newer is
 * meant to go on.
 */
public final class FencedException extends WaybillException {

  private static final long serialVersionUID = 1L;

  public FencedException(String message) {
    this(message, null);
  }

  public FencedException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
