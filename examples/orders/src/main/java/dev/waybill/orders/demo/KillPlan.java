package dev.waybill.orders.demo;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** Where and when a run is struck. The same seed gives the same plan. */
final class KillPlan {

  private static final int MAX_RECOVERY_MILLIS = 40;

  // What strikes are about: the places of each, in turn.
  private static final List<Place> TRANSACTION =
      List.of(
          Place.PAYMENT_IN_TRANSACTION,
          Place.INTAKE_IN_TRANSACTION,
          Place.INVENTORY_IN_TRANSACTION,
          Place.INTAKE_UNREPORTED);
  private static final List<Place> GAP =
      List.of(Place.NOTIFICATION_ACK_GAP, Place.ANALYTICS_LOSS_GAP);

  private KillPlan() {}

  /**
   * One strike.
   *
   * @param fromOrder the first order with this number or a higher one that comes by is struck
   * @param delay for a recovery: how long after its beginning; zero for all other places
   */
  record Strike(Place place, long fromOrder, Duration delay) {}

  /**
   * What can be struck besides the pipeline at work.
   *
   * @param recovery the pipeline while it recovers its data
   * @param database a database server
   * @param brokers servers that others stand in for
   */
  record Targets(boolean recovery, boolean database, boolean brokers) {

    /** An embedded run: nothing but the pipeline's own process. */
    static final Targets EMBEDDED = new Targets(true, false, false);

    /** With brokers every second strike is at them, and six of twelve at each of its own places. */
    private List<List<Place>> turns() {
      List<List<Place>> turns = new ArrayList<>();
      if (brokers) {
        turns.addAll(
            List.of(
                List.of(Place.LEADER),
                TRANSACTION,
                List.of(Place.GROUP_COORDINATOR),
                GAP,
                List.of(Place.TRANSACTION_COORDINATOR),
                TRANSACTION,
                List.of(Place.ZOMBIE),
                GAP,
                List.of(Place.ROLL),
                TRANSACTION,
                List.of(Place.LEADER),
                TRANSACTION));
      } else {
        turns.addAll(List.of(TRANSACTION, GAP));
      }
      if (recovery) {
        turns.add(database ? 1 : turns.size(), List.of(Place.RECOVERY));
      }
      if (database) {
        turns.add(1, List.of(Place.DATABASE));
      }
      return turns;
    }
  }

  /** The strikes, spread evenly over the orders with some play, in turns by what they are about. */
  static List<Strike> of(int kills, long orders, long seed, Targets targets) {
    SplittableRandom random = new SplittableRandom(seed);
    Map<List<Place>, Integer> turn = new HashMap<>();
    turn.put(TRANSACTION, random.nextInt(TRANSACTION.size()));
    turn.put(GAP, random.nextInt(GAP.size()));
    List<List<Place>> turns = targets.turns();
    List<Strike> strikes = new ArrayList<>();
    for (int i = 0; i < kills; i++) {
      double at = (i + 0.5 + 0.5 * random.nextDouble()) / (kills + 1);
      long fromOrder = 1 + (long) (at * (orders - 1));
      Duration delay = Duration.ofMillis(random.nextInt(MAX_RECOVERY_MILLIS));
      List<Place> about = turns.get(i % turns.size());
      Place place = about.get((turn.merge(about, 1, Integer::sum) - 1) % about.size());
      strikes.add(new Strike(place, fromOrder, place == Place.RECOVERY ? delay : Duration.ZERO));
    }
    return List.copyOf(strikes);
  }
}
