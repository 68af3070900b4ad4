package dev.waybill.orders.demo;

import dev.waybill.orders.database.TableAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a pipeline process is started with.
 *
 * @param url what it opens
 * @param prefix of the names of its topics, groups and sessions
 * @param run which life of the pipeline it is, from 1
 * @param trap where it is to stop and wait for its death
 * @param tables which payment and inventory write; empty: they write topics
 */
record ChildSettings(
    Path directory,
    String url,
    String prefix,
    int run,
    long orders,
    long seed,
    int ordersPerSecond,
    Optional<Trap> trap,
    Optional<TableAddress> tables) {

  private static final String NONE = "-";

  /** Variables and no arguments: a URL may hold a password, and arguments are anybody's. */
  private static final String DATABASE = "WAYBILL_DEMO_DATABASE";

  private static final String MESSAGES = "WAYBILL_DEMO_MESSAGES";

  /** A place, and the first order that is struck there. */
  record Trap(Place place, long fromOrder) {}

  List<String> arguments() {
    return List.of(
        directory.toString(),
        Integer.toString(run),
        Long.toString(orders),
        Long.toString(seed),
        Integer.toString(ordersPerSecond),
        trap.map(t -> t.place().name()).orElse(NONE),
        Long.toString(trap.map(Trap::fromOrder).orElse(0L)),
        tables.map(TableAddress::prefix).orElse(NONE),
        prefix);
  }

  Map<String, String> environment() {
    return tables
        .map(address -> Map.of(MESSAGES, url, DATABASE, address.url()))
        .orElse(Map.of(MESSAGES, url));
  }

  static ChildSettings parse(List<String> arguments, Map<String, String> environment) {
    String place = arguments.get(5);
    String prefix = arguments.get(7);
    return new ChildSettings(
        Path.of(arguments.get(0)),
        environment.getOrDefault(MESSAGES, ""),
        arguments.get(8),
        Integer.parseInt(arguments.get(1)),
        Long.parseLong(arguments.get(2)),
        Long.parseLong(arguments.get(3)),
        Integer.parseInt(arguments.get(4)),
        place.equals(NONE)
            ? Optional.empty()
            : Optional.of(new Trap(Place.valueOf(place), Long.parseLong(arguments.get(6)))),
        prefix.equals(NONE)
            ? Optional.empty()
            : Optional.of(new TableAddress(environment.getOrDefault(DATABASE, ""), prefix)));
  }

  /** Without the URL, which may hold a password. */
  @Override
  public String toString() {
    return "ChildSettings" + arguments() + tables.map(tables -> " " + tables).orElse("");
  }
}
