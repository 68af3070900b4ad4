package dev.waybill.server.config;

import java.util.List;
import java.util.Map;

/** Settings that somebody relies on for safety: not to be passed over in silence. */
public final class Security {
  private static final List<String> PREFIXES = List.of("ssl.", "sasl.", "listener.name.");
  private static final String AUTHORIZER = "authorizer.class.name";

  private Security() {}

  /**
   * @throws IllegalArgumentException when one of them is asked for
   */
  public static void requireNone(Map<String, String> entries) {
    entries.forEach(
        (name, value) -> {
          boolean asked =
              PREFIXES.stream().anyMatch(name::startsWith)
                  || (name.equals(AUTHORIZER) && !value.isBlank());
          if (asked) {
            throw new IllegalArgumentException(
                name
                    + ": expected no TLS, authentication or authorization, which are not implemented"
                    + " yet, found it asked for. Without it this node would be open to everyone;"
                    + " remove the entry to say that it may be.");
          }
        });
  }
}
