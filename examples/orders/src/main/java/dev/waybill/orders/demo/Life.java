package dev.waybill.orders.demo;

import dev.waybill.orders.demo.KillPlan.Strike;
import dev.waybill.orders.demo.Place.Victim;
import dev.waybill.orders.pipeline.Service;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** A life of the pipeline: its process, and how far it came. One thread. */
final class Life {

  private final int run;
  private final Child child;
  private final Set<Service> working = EnumSet.noneOf(Service.class);

  /** What this life is to be struck by next; empty while nothing is armed. */
  private Optional<Strike> strike;

  private Optional<Signal> trapped = Optional.empty();
  private boolean opened;
  private boolean drained;
  private boolean killed;
  private boolean woken;

  Life(int run, Child child, Optional<Strike> strike) {
    this.run = run;
    this.child = child;
    this.strike = strike;
  }

  int run() {
    return run;
  }

  Child child() {
    return child;
  }

  Optional<Strike> strike() {
    return strike;
  }

  /** The next one; the one before is over. */
  void facing(Optional<Strike> next) {
    strike = next;
    trapped = Optional.empty();
  }

  void opened() {
    opened = true;
  }

  void works(Service service) {
    working.add(service);
  }

  /** Every service was given an order: nobody else has its place any more. */
  boolean hasTakenOver() {
    return working.size() == Service.values().length;
  }

  void trapped(Signal signal) {
    trapped = Optional.of(signal);
  }

  void drained() {
    drained = true;
  }

  boolean isDrained() {
    return drained;
  }

  void kill() {
    killed = true;
    child.kill();
  }

  boolean isKilled() {
    return killed;
  }

  void woken() {
    woken = true;
  }

  boolean isWoken() {
    return woken;
  }

  /** The order in whose midst it was struck, for people; empty if none in particular. */
  String struckOrder() {
    return trapped.map(signal -> signal.arguments().get(1)).orElse("");
  }

  /** Where it was struck, for people: the planned place, or the one that was come by at last. */
  String where(Strike planned) {
    Place place = planned.place();
    if (place == Place.RECOVERY && opened) {
      return "recovery: services about to resume";
    }
    if (trapped.isPresent() && place.victim() == Victim.PIPELINE) {
      return Place.valueOf(trapped.get().arguments().get(0)).text();
    }
    return place.text();
  }
}
