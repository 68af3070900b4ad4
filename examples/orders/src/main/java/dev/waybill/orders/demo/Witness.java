package dev.waybill.orders.demo;

import dev.waybill.orders.demo.ChildSettings.Trap;
import dev.waybill.orders.demo.Signal.Word;
import dev.waybill.orders.pipeline.LineFile;
import dev.waybill.orders.pipeline.Order;
import dev.waybill.orders.pipeline.PipelineListener;
import dev.waybill.orders.pipeline.Service;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Sits in the child's pipeline: writes down every delivery, tells the parent of acknowledgements,
 * and holds the thread that reaches the armed place until it is let go. Thread-safe.
 */
final class Witness implements PipelineListener {

  private final ChildSettings settings;
  private final LineFile deliveries;
  private final SignalOutput parent;
  private final InstantSource clock;
  private final AtomicReference<@Nullable Trap> armed = new AtomicReference<>();
  private final Semaphore letGo = new Semaphore(0);
  private final Set<Service> working = ConcurrentHashMap.newKeySet();
  private volatile boolean intakeEnded;

  Witness(ChildSettings settings, LineFile deliveries, SignalOutput parent, InstantSource clock) {
    this.settings = settings;
    this.deliveries = deliveries;
    this.parent = parent;
    this.clock = clock;
    armed.set(settings.trap().orElse(null));
  }

  /** The next trap; the one before has been sprung, or is forgotten. */
  void arm(Trap trap) {
    armed.set(trap);
  }

  /** Whoever is held goes on. */
  void letGo() {
    letGo.release();
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
    if (working.add(service)) {
      parent.say(Signal.of(Word.WORKING, service));
    }
    if (service == Service.ANALYTICS) {
      trap(Place.ANALYTICS_LOSS_GAP, order.number());
    }
  }

  @Override
  public void handled(Service service, Order order) {
    switch (service) {
      case PAYMENT -> trap(Place.PAYMENT_IN_TRANSACTION, order.number());
      case INVENTORY -> trap(Place.INVENTORY_IN_TRANSACTION, order.number());
      case NOTIFICATION -> trap(Place.NOTIFICATION_ACK_GAP, order.number());
      case ANALYTICS -> {}
    }
  }

  private void trap(Place place, long order) {
    Trap trap = armed.get();
    if (trap != null
        && (intakeEnded || (place == trap.place() && order >= trap.fromOrder()))
        && armed.compareAndSet(trap, null)) {
      parent.say(Signal.of(Word.TRAPPED, place, "order " + order));
      letGo.acquireUninterruptibly();
    }
  }
}
