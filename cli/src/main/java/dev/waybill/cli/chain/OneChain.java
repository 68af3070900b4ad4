package dev.waybill.cli.chain;

import dev.waybill.DeduplicationStore;
import dev.waybill.Guarantee;
import dev.waybill.message.Durability;
import dev.waybill.runtime.explain.CommitMode;
import dev.waybill.runtime.explain.ConsumeHop;
import dev.waybill.runtime.explain.Effect;
import dev.waybill.runtime.explain.PublishHop;
import dev.waybill.runtime.publish.PublishDefaults;
import java.util.List;
import java.util.Locale;

/** One publisher and one subscription of one topic, put together from few choices. */
public final class OneChain {

  private static final String TOPIC = "topic";
  private static final String GROUP = "group";
  private static final String OUTPUT = "output";

  private OneChain() {}

  /** What an effect does about repeats, as a user names it. */
  public enum EffectChoice {
    NONE,
    IDEMPOTENT,
    DEDUPLICATED,
    BROKER_TRANSACTION,
    DATABASE;

    /** Reads {@code broker-transaction} for instance. */
    public static EffectChoice parse(String text) {
      for (EffectChoice choice : values()) {
        if (choice.toString().equalsIgnoreCase(text)) {
          return choice;
        }
      }
      throw new IllegalArgumentException(
          "expected one of " + List.of(values()) + ", found '" + text + "'");
    }

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /**
   * @param hasIds whether its messages carry ids
   */
  public static PublishHop publisher(Guarantee guarantee, boolean hasIds) {
    Durability durability =
        guarantee == Guarantee.AT_MOST_ONCE ? Durability.UNCONFIRMED : Durability.SYNCED;
    return new PublishHop(TOPIC, guarantee, durability, hasIds, PublishDefaults.DELIVERY_TIMEOUT);
  }

  /**
   * @param window what the de-duplication store remembers, if the effect has one
   */
  public static ConsumeHop consumer(
      Guarantee guarantee, EffectChoice choice, DeduplicationStore.Window window) {
    return ConsumeHop.byDefault(
        TOPIC, GROUP, guarantee, commitMode(guarantee, choice), effect(choice, window));
  }

  private static CommitMode commitMode(Guarantee guarantee, EffectChoice choice) {
    if (guarantee == Guarantee.AT_MOST_ONCE) {
      return CommitMode.BEFORE;
    }
    boolean transaction =
        choice == EffectChoice.BROKER_TRANSACTION || choice == EffectChoice.DATABASE;
    return transaction ? CommitMode.IN_TRANSACTION : CommitMode.INTERVAL;
  }

  private static Effect effect(EffectChoice choice, DeduplicationStore.Window window) {
    return switch (choice) {
      case NONE -> Effect.none();
      case IDEMPOTENT -> Effect.idempotent();
      case DEDUPLICATED -> Effect.deduplicated(window);
      case BROKER_TRANSACTION -> Effect.brokerTransaction(List.of(OUTPUT));
      case DATABASE -> Effect.database(true);
    };
  }
}
