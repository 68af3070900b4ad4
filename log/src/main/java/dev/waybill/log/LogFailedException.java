package dev.waybill.log;

import java.io.IOException;

/**
 * A write or sync of a partition has failed, now or earlier. What was synced before stays readable;
 * whether anything since is on disk is unknown, and only recovery at the next open can tell.
 */
public final class LogFailedException extends IOException {
  private static final long serialVersionUID = 1L;

  LogFailedException(String partition, String attempt, long syncedEndOffset, IOException cause) {
    super(
        partition
            + ": cannot "
            + attempt
            + " ("
            + cause
            + "). Messages before offset "
            + syncedEndOffset
            + " are durable; the outcome of later ones is unknown and no more are taken. Check the"
            + " disk (space, errors), then restart: recovery keeps what reached it.",
        cause);
  }

  LogFailedException(LogFailedException first) {
    super(first.getMessage(), first);
  }
}
