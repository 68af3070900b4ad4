package dev.waybill.embedded;

import dev.waybill.broker.Broker;
import dev.waybill.broker.core.BrokerSettings;
import dev.waybill.broker.error.BrokerException;
import dev.waybill.embedded.translation.Failures;
import dev.waybill.engine.Engine;
import dev.waybill.engine.EngineProvider;
import dev.waybill.error.RejectedException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Map;

/** Opens {@code embedded:DIR?…}: a data directory, created if it does not exist. */
public final class EmbeddedProvider implements EngineProvider {

  @Override
  public String scheme() {
    return EmbeddedEngine.NAME;
  }

  @Override
  public Engine open(String address, Map<String, String> options) {
    // The seed makes topic ids, which tell apart topics of one name in different directories.
    BrokerSettings settings =
        EmbeddedOptions.apply(BrokerSettings.defaults(new SecureRandom().nextLong()), options);
    Path directory = directory(address);
    try {
      return new EmbeddedEngine(Broker.open(directory, settings), settings);
    } catch (BrokerException e) {
      throw Failures.of("opening embedded:" + address, e);
    }
  }

  private static Path directory(String address) {
    if (address.isBlank()) {
      throw new RejectedException(
          "opening embedded: expected a directory, as in embedded:./data, found none; nothing was"
              + " opened");
    }
    try {
      return Path.of(address);
    } catch (InvalidPathException e) {
      throw new RejectedException(
          "opening embedded: expected a directory, found '"
              + address
              + "', which is no path: "
              + e.getMessage()
              + "; nothing was opened",
          e);
    }
  }
}
