package dev.waybill;

import dev.waybill.engine.Engine;
import dev.waybill.error.RejectedException;
import java.util.ServiceLoader;

/** Finds what carries guarantees out; registered with {@link ServiceLoader} by the runtime. */
public interface WaybillProvider {

  Waybill connect(Engine engine);

  /** The one on the class path. */
  static WaybillProvider find() {
    return ServiceLoader.load(WaybillProvider.class)
        .findFirst()
        .orElseThrow(
            () ->
                new RejectedException(
                    "no Waybill runtime on the class path: add the artifact waybill-runtime"));
  }
}
