package dev.waybill.orders.demo;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Where and when the pipeline is killed. The same seed gives the same plan. */
final class KillPlan {

  private static final List<Place> TRANSACTIONS =
      List.of(
          Place.PAYMENT_IN_TRANSACTION,
          Place.INTAKE_IN_TRANSACTION,
          Place.INVENTORY_IN_TRANSACTION,
          Place.INTAKE_UNREPORTED);
  private static final List<Place> GAPS =
      List.of(Place.NOTIFICATION_ACK_GAP, Place.ANALYTICS_LOSS_GAP);
  private static final int MAX_RECOVERY_MILLIS = 40;

  /** What kills are about, in turn. */
  private enum Kind {
    TRANSACTION,
    GAP,
    DATABASE,
    RECOVERY
  }

  private static final List<Kind> TURNS = List.of(Kind.TRANSACTION, Kind.GAP, Kind.RECOVERY);
  private static final List<Kind> TURNS_WITH_DATABASE =
      List.of(Kind.TRANSACTION, Kind.DATABASE, Kind.RECOVERY, Kind.GAP);

  private KillPlan() {}

  /**
   * One kill.
   *
   * @param fromOrder the first order with this number or a higher one that comes by is struck
   * @param delay for a recovery: how long after its beginning; zero for all other places
   */
  record Strike(Place place, long fromOrder, Duration delay) {}

  /**
   * The kills, spread evenly over the orders with some play. In turn: within a transaction, within
   * the gap between an effect and its position, and while recovering from the one before.
   *
   * @param database whether there is a database server to be killed along, in a turn of its own
   */
  static List<Strike> of(int kills, long orders, long seed, boolean database) {
    List<Kind> turns = database ? TURNS_WITH_DATABASE : TURNS;
    SplittableRandom random = new SplittableRandom(seed);
    int transactions = random.nextInt(TRANSACTIONS.size());
    int gaps = random.nextInt(GAPS.size());
    List<Strike> strikes = new ArrayList<>();
    for (int i = 0; i < kills; i++) {
      double at = (i + 0.5 + 0.5 * random.nextDouble()) / (kills + 1);
      long fromOrder = 1 + (long) (at * (orders - 1));
      Duration delay = Duration.ofMillis(random.nextInt(MAX_RECOVERY_MILLIS));
      int turn = i / turns.size();
      strikes.add(
          switch (turns.get(i % turns.size())) {
            case TRANSACTION -> strike(TRANSACTIONS, transactions + turn, fromOrder);
            case GAP -> strike(GAPS, gaps + turn, fromOrder);
            case DATABASE -> new Strike(Place.DATABASE, fromOrder, Duration.ZERO);
            case RECOVERY -> new Strike(Place.RECOVERY, fromOrder, delay);
          });
    }
    return List.copyOf(strikes);
  }

  private static Strike strike(List<Place> places, int turn, long fromOrder) {
    return new Strike(places.get(turn % places.size()), fromOrder, Duration.ZERO);
  }
}
