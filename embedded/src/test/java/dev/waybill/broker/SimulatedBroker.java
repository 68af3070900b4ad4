package dev.waybill.broker;

import dev.waybill.broker.core.BrokerSettings;
import dev.waybill.log.storage.Storage;
import java.util.function.LongSupplier;

/** Opens a broker on a storage of the test's, which the broker's package alone may do. */
public final class SimulatedBroker {

  private SimulatedBroker() {}

  public static Broker open(Storage storage, BrokerSettings settings) {
    return Broker.open(storage, settings);
  }

  public static Broker open(Storage storage, BrokerSettings settings, LongSupplier usableBytes) {
    return Broker.open(storage, settings, usableBytes);
  }
}
