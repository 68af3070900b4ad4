package dev.waybill.verifier.planted.inside;

import dev.waybill.verifier.history.Event;
import dev.waybill.verifier.history.Recorded;
import java.util.function.Consumer;

/** Writes down a history of few events, whose order is their time. */
final class Notes {
  private final Consumer<Recorded> out;
  private long number;

  Notes(Consumer<Recorded> out) {
    this.out = out;
  }

  synchronized void note(Event event) {
    out.accept(new Recorded(number, number, event));
    number++;
  }
}
