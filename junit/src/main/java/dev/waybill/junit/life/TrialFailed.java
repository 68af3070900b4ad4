package dev.waybill.junit.life;

import org.jspecify.annotations.Nullable;

/** The user's subscription could not be brought to its end. */
public final class TrialFailed extends RuntimeException {

  private static final long serialVersionUID = 1L;

  TrialFailed(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
