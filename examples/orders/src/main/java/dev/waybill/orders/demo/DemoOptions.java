package dev.waybill.orders.demo;

import dev.waybill.orders.database.DatabaseAddress;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/**
 * What a demo is run with. Immutable.
 *
 * @param orders how many orders are taken, 1 to 10,000,000
 * @param kills how often the pipeline is killed, 0 to 100
 * @param seed gives the orders, and the places and moments of the kills
 * @param json whether the result is printed as JSON
 * @param ordersPerSecond the pace at which orders come in
 * @param directory where the run's files go and stay; empty: a temporary one, deleted afterwards
 * @param svg where the timeline is saved
 * @param database whose tables payment and inventory write; empty: they write topics
 * @param messages where they are; empty: in the directory
 * @param progress whether a progress bar is drawn on the error stream
 */
public record DemoOptions(
    long orders,
    int kills,
    long seed,
    boolean json,
    int ordersPerSecond,
    Optional<Path> directory,
    Path svg,
    Optional<DatabaseAddress> database,
    Optional<RunMessages.Opener> messages,
    boolean progress) {

  public DemoOptions {
    check(orders >= 1 && orders <= 10_000_000, "orders", "1 to 10,000,000", orders);
    check(kills >= 0 && kills <= 100, "kills", "0 to 100", kills);
    check(ordersPerSecond >= 1, "ordersPerSecond", "at least 1", ordersPerSecond);
  }

  /**
   * 20,000 orders at 10,000 a second, three kills, a random seed, {@code waybill-demo.svg}, topics.
   */
  public static DemoOptions defaults() {
    return new DemoOptions(
        20_000,
        3,
        ThreadLocalRandom.current().nextInt(1_000_000),
        false,
        10_000,
        Optional.empty(),
        Path.of("waybill-demo.svg"),
        Optional.empty(),
        Optional.empty(),
        false);
  }

  public DemoOptions withOrders(long count) {
    return new DemoOptions(
        count, kills, seed, json, ordersPerSecond, directory, svg, database, messages, progress);
  }

  public DemoOptions withKills(int count) {
    return new DemoOptions(
        orders, count, seed, json, ordersPerSecond, directory, svg, database, messages, progress);
  }

  public DemoOptions withSeed(long value) {
    return new DemoOptions(
        orders, kills, value, json, ordersPerSecond, directory, svg, database, messages, progress);
  }

  public DemoOptions withJson(boolean wanted) {
    return new DemoOptions(
        orders, kills, seed, wanted, ordersPerSecond, directory, svg, database, messages, progress);
  }

  public DemoOptions withOrdersPerSecond(int pace) {
    return new DemoOptions(
        orders, kills, seed, json, pace, directory, svg, database, messages, progress);
  }

  /** Must be missing or empty. */
  public DemoOptions withDirectory(Path kept) {
    return new DemoOptions(
        orders,
        kills,
        seed,
        json,
        ordersPerSecond,
        Optional.of(kept),
        svg,
        database,
        messages,
        progress);
  }

  public DemoOptions withSvg(Path file) {
    return new DemoOptions(
        orders, kills, seed, json, ordersPerSecond, directory, file, database, messages, progress);
  }

  public DemoOptions withDatabase(DatabaseAddress address) {
    return new DemoOptions(
        orders,
        kills,
        seed,
        json,
        ordersPerSecond,
        directory,
        svg,
        Optional.of(address),
        messages,
        progress);
  }

  /** Elsewhere than in the run's directory: on a cluster. */
  public DemoOptions withMessages(RunMessages.Opener opener) {
    return new DemoOptions(
        orders,
        kills,
        seed,
        json,
        ordersPerSecond,
        directory,
        svg,
        database,
        Optional.of(opener),
        progress);
  }

  public DemoOptions withProgress(boolean wanted) {
    return new DemoOptions(
        orders, kills, seed, json, ordersPerSecond, directory, svg, database, messages, wanted);
  }

  private static void check(boolean ok, String name, String expected, Object found) {
    if (!ok) {
      throw new IllegalArgumentException(
          name + ": expected " + expected + ", found " + found + "; nothing was run");
    }
  }
}
