package dev.waybill.runtime;

import dev.waybill.Waybill;
import dev.waybill.WaybillProvider;
import dev.waybill.engine.Engine;
import java.time.InstantSource;

/** How {@link Waybill#open} finds this runtime. */
public final class RuntimeProvider implements WaybillProvider {

  @Override
  public Waybill connect(Engine engine) {
    return new RuntimeWaybill(engine, InstantSource.system());
  }
}
