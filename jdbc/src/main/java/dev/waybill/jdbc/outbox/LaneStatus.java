package dev.waybill.jdbc.outbox;

import java.util.List;
import java.util.Optional;

/**
 * How a lane of a relay is doing.
 *
 * @param lane its number, from 0
 * @param relayed messages that this relay has published on it
 * @param blocked rows that the engine refuses; others pass them
 * @param failure why nothing at all is published on it now, if so: the database or the engine
 *     fails. It is tried again
 */
public record LaneStatus(
    int lane, long relayed, List<BlockedRow> blocked, Optional<String> failure) {

  public LaneStatus {
    blocked = List.copyOf(blocked);
  }

  public boolean isWell() {
    return blocked.isEmpty() && failure.isEmpty();
  }
}
