package dev.waybill.orders.pipeline;

import dev.waybill.Topic;
import dev.waybill.codec.JsonCodec;
import java.util.List;

/**
 * A shop by the names of what it uses: topics, each created on first use, consumer groups and a
 * session. Several shops share a cluster if each has a prefix of its own. Immutable.
 */
public final class Shop {

  private static final int PARTITIONS = 4;

  private final String prefix;
  private final Topic<Order> orders;
  private final Topic<Charge> payments;
  private final Topic<StockMovement> stockMovements;
  private final Topic<IntakeProgress> intakeProgress;

  private Shop(String prefix) {
    this.prefix = prefix;
    this.orders =
        Topic.named(prefix + "order-events")
            .of(JsonCodec.of(Order.class))
            .key(Order::userId)
            .id(Order::orderId)
            .partitions(PARTITIONS);
    this.payments =
        Topic.named(prefix + "payments")
            .of(JsonCodec.of(Charge.class))
            .key(Charge::userId)
            .id(Charge::orderId)
            .partitions(PARTITIONS);
    this.stockMovements =
        Topic.named(prefix + "stock-movements")
            .of(JsonCodec.of(StockMovement.class))
            .key(StockMovement::userId)
            .id(StockMovement::orderId)
            .partitions(PARTITIONS);
    this.intakeProgress =
        Topic.named(prefix + "intake-progress")
            .of(JsonCodec.of(IntakeProgress.class))
            .partitions(1);
  }

  /** The only shop in its place: plain names. */
  public static Shop only() {
    return new Shop("");
  }

  /**
   * One of several.
   *
   * @param prefix of all its names; {@code ""} for the plain ones
   */
  public static Shop prefixed(String prefix) {
    return new Shop(prefix);
  }

  /** Keyed by user: one user's orders stay in order, different users' go in parallel. */
  public Topic<Order> orders() {
    return orders;
  }

  public Topic<Charge> payments() {
    return payments;
  }

  public Topic<StockMovement> stockMovements() {
    return stockMovements;
  }

  /** One partition: its last message is how far the intake came. */
  public Topic<IntakeProgress> intakeProgress() {
    return intakeProgress;
  }

  /** All of them. */
  public List<String> topics() {
    return List.of(orders.name(), payments.name(), stockMovements.name(), intakeProgress.name());
  }

  /** The consumer group of a service. */
  public String group(Service service) {
    return prefix + service.group();
  }

  /** Of the intake: the name of its transactions, and of the group that reads its progress. */
  public String intakeSession() {
    return prefix + "order-intake";
  }
}
