package dev.waybill.orders.demo;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What a pipeline process is started with.
 *
 * @param run which life of the pipeline it is, from 1
 * @param trap where it is to stop and wait for its death
 */
record ChildSettings(
    Path directory, int run, long orders, long seed, int ordersPerSecond, Optional<Trap> trap) {

  private static final String NO_TRAP = "-";

  /** A place, and the first order that is struck there. */
  record Trap(Place place, long fromOrder) {}

  List<String> arguments() {
    return List.of(
        directory.toString(),
        Integer.toString(run),
        Long.toString(orders),
        Long.toString(seed),
        Integer.toString(ordersPerSecond),
        trap.map(t -> t.place().name()).orElse(NO_TRAP),
        Long.toString(trap.map(Trap::fromOrder).orElse(0L)));
  }

  static ChildSettings parse(List<String> arguments) {
    String place = arguments.get(5);
    return new ChildSettings(
        Path.of(arguments.get(0)),
        Integer.parseInt(arguments.get(1)),
        Long.parseLong(arguments.get(2)),
        Long.parseLong(arguments.get(3)),
        Integer.parseInt(arguments.get(4)),
        place.equals(NO_TRAP)
            ? Optional.empty()
            : Optional.of(new Trap(Place.valueOf(place), Long.parseLong(arguments.get(6)))));
  }
}
