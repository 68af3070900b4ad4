package dev.waybill.jdbc.outbox;

import dev.waybill.engine.Capabilities;
import dev.waybill.engine.Capability;
import dev.waybill.engine.Engine;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** An engine that says it has no transactions. */
final class PoorEngine {

  private PoorEngine() {}

  static Engine withoutTransactions(Engine engine) {
    Set<Capability> can = EnumSet.copyOf(engine.capabilities().can());
    can.removeAll(Set.of(Capability.TRANSACTIONS, Capability.POSITIONS_IN_TRANSACTION));
    Capabilities capabilities = new Capabilities("poor", can, List.of());
    return (Engine)
        Proxy.newProxyInstance(
            PoorEngine.class.getClassLoader(),
            new Class<?>[] {Engine.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("capabilities")) {
                return capabilities;
              }
              try {
                return method.invoke(engine, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }
}
