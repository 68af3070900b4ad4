package dev.waybill.broker.group.classic;

import java.util.Objects;

/**
 * A way to share out that a member knows, for consumers the name of an assignor.
 *
 * @param name its name
 * @param metadata what the leader has to know of the member when it is chosen
 */
public record Protocol(String name, Opaque metadata) {
  public Protocol {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(metadata, "metadata");
  }
}
