package dev.waybill.kafka.publish;

import dev.waybill.error.WaybillException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/** The first publish of a session that failed: why its transaction cannot commit. Thread-safe. */
public final class SessionFailure {

  private final AtomicReference<WaybillException> first = new AtomicReference<>();

  WaybillException noted(WaybillException failure) {
    first.compareAndSet(null, failure);
    return failure;
  }

  public Optional<WaybillException> get() {
    return Optional.ofNullable(first.get());
  }

  /** The next transaction begins without it. */
  public void clear() {
    first.set(null);
  }
}
