package dev.waybill.orders.pipeline;

import dev.waybill.Guarantee;
import java.util.Locale;

/** Who works on orders, and what each of them is promised. */
public enum Service {
  PAYMENT(Guarantee.EXACTLY_ONCE),
  INVENTORY(Guarantee.EXACTLY_ONCE),
  NOTIFICATION(Guarantee.AT_LEAST_ONCE),
  ANALYTICS(Guarantee.AT_MOST_ONCE);

  private final Guarantee guarantee;

  Service(Guarantee guarantee) {
    this.guarantee = guarantee;
  }

  public Guarantee guarantee() {
    return guarantee;
  }

  /** The name of its consumer group: {@code payment} for instance. */
  public String group() {
    return name().toLowerCase(Locale.ROOT);
  }
}
