package dev.waybill.orders.demo;

import dev.waybill.orders.demo.Signal.Word;
import dev.waybill.orders.pipeline.LineFile;
import dev.waybill.orders.pipeline.Order;
import dev.waybill.orders.pipeline.PipelineListener;
import dev.waybill.orders.pipeline.Service;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/**
 * Sits in the child's pipeline: writes down every delivery, tells the parent of acknowledgements,
 * and stops the thread that reaches the armed place. Thread-safe.
 */
final class Witness implements PipelineListener {

  private final ChildSettings settings;
  private final LineFile deliveries;
  private final SignalOutput parent;
  private final InstantSource clock;
  private final AtomicBoolean sprung = new AtomicBoolean();
  private volatile boolean intakeEnded;

  Witness(ChildSettings settings, LineFile deliveries, SignalOutput parent, InstantSource clock) {
    this.settings = settings;
    this.deliveries = deliveries;
    this.parent = parent;
    this.clock = clock;
  }

  /** No order will come any more: from now on the trap takes what it can get, at any place. */
  void intakeEnded() {
    intakeEnded = true;
  }

  @Override
  public void resumedAfter(long lastOrder) {
    parent.say(Signal.of(Word.RESUMED, lastOrder));
  }

  @Override
  public void staged(Order order) {
    trap(Place.INTAKE_IN_TRANSACTION, order.number());
  }

  @Override
  public void acknowledged(long first, long last) {
    trap(Place.INTAKE_UNREPORTED, last);
    parent.say(Signal.of(Word.ACKNOWLEDGED, first, last));
  }

  @Override
  public void handling(Service service, Order order) {
    try {
      deliveries.append(service.group(), order.orderId(), settings.run(), clock.millis());
    } catch (IOException e) {
      throw new UncheckedIOException(
          "deliveries.log cannot be written; this attempt has failed", e);
    }
    if (service == Service.ANALYTICS) {
      trap(Place.ANALYTICS_LOSS_GAP, order.number());
    }
  }

  @Override
  public void handled(Service service, Order order) {
    switch (service) {
      case PAYMENT -> {
        trap(Place.PAYMENT_IN_TRANSACTION, order.number());
        trap(Place.DATABASE, order.number());
      }
      case INVENTORY -> trap(Place.INVENTORY_IN_TRANSACTION, order.number());
      case NOTIFICATION -> trap(Place.NOTIFICATION_ACK_GAP, order.number());
      case ANALYTICS -> {}
    }
  }

  private void trap(Place place, long order) {
    if (settings.trap().isEmpty() || !isArmedAt(settings.trap().get(), place, order)) {
      return;
    }
    if (sprung.compareAndSet(false, true)) {
      parent.say(Signal.of(Word.TRAPPED, place, "order " + order));
      while (true) {
        LockSupport.park(this);
      }
    }
  }

  private boolean isArmedAt(ChildSettings.Trap trap, Place place, long order) {
    return intakeEnded || (place == trap.place() && order >= trap.fromOrder());
  }
}
