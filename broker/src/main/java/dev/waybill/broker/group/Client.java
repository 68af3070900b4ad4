package dev.waybill.broker.group;

import java.util.Objects;
import java.util.Optional;

/**
 * Whose member it is, for operators to see.
 *
 * @param id what the client calls itself, empty if it does not
 * @param host where it is
 * @param rack its rack, if it says so
 */
public record Client(String id, String host, Optional<String> rack) {
  /** A member in the broker's own process. */
  public static final Client IN_PROCESS = new Client("", "in-process", Optional.empty());

  public Client {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(host, "host");
    Objects.requireNonNull(rack, "rack");
  }

  /** The same, in the rack it said before if it does not say. */
  Client after(Client before) {
    return rack.isPresent() ? this : new Client(id, host, before.rack);
  }
}
