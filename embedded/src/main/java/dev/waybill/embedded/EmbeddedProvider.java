package dev.waybill.embedded;

import dev.waybill.broker.Broker;
import dev.waybill.broker.core.BrokerSettings;
import dev.waybill.broker.error.BrokerException;
import dev.waybill.embedded.translation.Failures;
import dev.waybill.engine.Engine;
import dev.waybill.engine.EngineProvider;
import dev.waybill.error.RejectedException;
import java.net.InetSocketAddress;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Opens {@code embedded:DIR?…}: a data directory, created if it does not exist. */
public final class EmbeddedProvider implements EngineProvider {

  @Override
  public String scheme() {
    return EmbeddedEngine.NAME;
  }

  @Override
  public Engine open(String address, Map<String, String> options) {
    // The seed makes topic ids, which tell apart topics of one name in different directories.
    Map<String, String> ofBroker = new HashMap<>(options);
    Optional<InetSocketAddress> listen =
        Optional.ofNullable(ofBroker.remove(EmbeddedOptions.LISTEN)).map(Fronts::address);
    BrokerSettings settings =
        EmbeddedOptions.apply(BrokerSettings.defaults(new SecureRandom().nextLong()), ofBroker);
    Path directory = directory(address);
    try {
      Broker broker = Broker.open(directory, settings);
      return listen.isEmpty()
          ? new EmbeddedEngine(broker, settings)
          : listening(broker, settings, listen.get());
    } catch (BrokerException e) {
      throw Failures.of("opening embedded:" + address, e);
    }
  }

  private static EmbeddedEngine listening(
      Broker broker, BrokerSettings settings, InetSocketAddress where) {
    try {
      return new EmbeddedEngine(broker, settings, Fronts.listen(broker, where)::close);
    } catch (RuntimeException e) {
      broker.close();
      throw e;
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
