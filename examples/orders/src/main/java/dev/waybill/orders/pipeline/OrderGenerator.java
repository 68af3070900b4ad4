package dev.waybill.orders.pipeline;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * The shop's customers: the same seed gives the same orders. Not thread-safe.
 *
 * <p>Order {@code n} is a function of the seed and of {@code n}, but for its place among its user's
 * orders, which needs all orders before it: a restarted intake goes through them again.
 */
public final class OrderGenerator {

  /** Regular customers; those with low numbers order most. */
  public static final int USERS = 500;

  /** What the shop sells. */
  public static final int ARTICLES = 200;

  private static final int MAX_ITEMS = 3;
  private static final int MAX_PRICE_CENTS = 20_000;

  private final long seed;
  private final int[] ordersOfUser = new int[USERS];
  private long generated;

  public OrderGenerator(long seed) {
    this.seed = seed;
  }

  /** How many orders were made so far, skipped ones included. */
  public long generated() {
    return generated;
  }

  public Order next() {
    long number = ++generated;
    SplittableRandom random = new SplittableRandom(seed * 1_000_003 + number);
    double chance = random.nextDouble();
    int user = (int) (chance * chance * USERS);
    int sequence = ++ordersOfUser[user];
    List<Order.Item> items =
        IntStream.range(0, random.nextInt(1, MAX_ITEMS + 1))
            .mapToObj(i -> new Order.Item(article(random.nextInt(ARTICLES)), random.nextInt(1, 5)))
            .toList();
    long amountCents = random.nextInt(100, MAX_PRICE_CENTS);
    return new Order(Order.idOf(number), user(user), sequence, amountCents, items);
  }

  /** The id of a customer, from 0. */
  public static String user(int number) {
    return "u-" + number;
  }

  /** The id of an article, from 0. */
  public static String article(int number) {
    return "sku-" + number;
  }

  /** Goes on as if all orders up to that number had been made here. */
  public void skipTo(long lastOrder) {
    while (generated < lastOrder) {
      next();
    }
  }
}
