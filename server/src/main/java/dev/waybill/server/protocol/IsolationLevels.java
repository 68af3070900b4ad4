package dev.waybill.server.protocol;

import dev.waybill.broker.partition.Isolation;
import org.apache.kafka.common.protocol.Errors;

/** The protocol's number for what a reader sees of transactions. */
public final class IsolationLevels {
  private IsolationLevels() {}

  /** Refuses numbers that the protocol does not have as {@code INVALID_REQUEST}. */
  public static Isolation of(byte level) {
    return switch (level) {
      case 0 -> Isolation.READ_UNCOMMITTED;
      case 1 -> Isolation.READ_COMMITTED;
      default ->
          throw Errors.INVALID_REQUEST.exception(
              "Expected isolation level 0 (read uncommitted) or 1 (read committed), found "
                  + level
                  + ".");
    };
  }
}
