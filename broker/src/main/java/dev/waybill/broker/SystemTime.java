package dev.waybill.broker;

import dev.waybill.broker.group.Now;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** The machine's clocks. The monotonic one counts from the moment this was made. */
final class SystemTime implements Supplier<Now> {
  private final long originNanos = System.nanoTime();

  @Override
  public Now get() {
    return new Now(
        TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - originNanos), System.currentTimeMillis());
  }
}
