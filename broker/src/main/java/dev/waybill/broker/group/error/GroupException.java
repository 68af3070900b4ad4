package dev.waybill.broker.group.error;

import java.util.Objects;

/**
 * A group refused a command; nothing was changed. The message says what was expected, what was
 * found, what to do.
 */
public final class GroupException extends RuntimeException {
  private final GroupError error;

  public GroupException(GroupError error, String message) {
    super(message);
    this.error = Objects.requireNonNull(error, "error");
  }

  /** The reason, for a front that maps it to its own error code. */
  public GroupError error() {
    return error;
  }
}
