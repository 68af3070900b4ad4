package dev.waybill.runtime.plan;

import dev.waybill.Guarantee;
import dev.waybill.engine.Caution;
import dev.waybill.engine.Caution.Concern;
import dev.waybill.engine.Caution.Severity;
import dev.waybill.engine.Engine;
import dev.waybill.error.RejectedException;
import java.util.Optional;
import java.util.Set;

/**
 * Refuses plans that rest on settings of the engine, or of a topic, under which they cannot hold.
 * The settings are read when a plan is made; what is changed later, an explanation shows.
 */
public final class Footing {

  private final Engine engine;

  public Footing(Engine engine) {
    this.engine = engine;
  }

  /**
   * Checks what a publisher rests on.
   *
   * @throws RejectedException the settings break the guarantee
   */
  public void publish(String topic, Guarantee guarantee) {
    require(
        "publishing " + guarantee + " to '" + topic + "'",
        Set.of(topic),
        Concerns.ofPublishing(guarantee, false));
  }

  /** Checks what transactions rest on, before a topic is known. */
  public void transactions(String id) {
    require("transactions of '" + id + "'", Set.of(), Set.of(Concern.TRANSACTIONS));
  }

  /** Checks what publishing to the topic in a transaction rests on. */
  public void publishInTransactions(String topic) {
    require(
        "publishing to '" + topic + "' in transactions",
        Set.of(topic),
        Concerns.ofPublishing(Guarantee.EXACTLY_ONCE, true));
  }

  /**
   * Checks what a subscription rests on.
   *
   * @param group empty: broadcast
   * @param intoStore the group's positions are kept with its effects, outside of the engine
   */
  public void consume(
      String topic, Optional<String> group, Guarantee guarantee, boolean intoStore) {
    require(
        "consuming '"
            + topic
            + "' "
            + guarantee
            + group.map(name -> " in group '" + name + "'").orElse(" without a group"),
        Set.of(topic),
        Concerns.ofConsuming(
            group.isPresent(),
            guarantee,
            !intoStore,
            guarantee == Guarantee.EXACTLY_ONCE && !intoStore));
  }

  private void require(String hop, Set<String> topics, Set<Concern> concerns) {
    for (Caution caution : engine.cautions(topics)) {
      if (caution.severity() == Severity.ERROR && concerns.contains(caution.concern())) {
        throw new RejectedException(
            hop
                + " is refused: engine '"
                + engine.name()
                + "' is set up so that it cannot hold; nothing was opened. "
                + (caution.topic().isEmpty() ? "Found: " : "Found of ")
                + caution);
      }
    }
  }
}
