package dev.waybill.runtime.explain;

import dev.waybill.DeduplicationStore;
import dev.waybill.Guarantee;
import dev.waybill.engine.Capabilities;
import dev.waybill.engine.Capability;
import dev.waybill.message.Durability;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What is declared but does not hold together: what it is, what follows, what would mend it. */
final class Warnings {

  private final Capabilities engine;
  private final PublishHop publisher;
  private final Setup setup;
  private final List<String> found = new ArrayList<>();

  private Warnings(Capabilities engine, PublishHop publisher, Setup setup) {
    this.engine = engine;
    this.publisher = publisher;
    this.setup = setup;
  }

  /**
   * @param links all hops of the route
   */
  static List<String> of(Capabilities engine, Route route, List<Link> links, Setup setup) {
    Warnings warnings = new Warnings(engine, route.publisher(), setup);
    warnings.publisher();
    route.legs().forEach(warnings::consumer);
    warnings.relays(links);
    warnings.chain(route, Verdicts.compose(links));
    warnings.found.addAll(setup.warnings(route));
    return List.copyOf(warnings.found);
  }

  private void publisher() {
    if (publisher.guarantee() == Guarantee.EXACTLY_ONCE
        && !engine.can(Capability.IDEMPOTENT_PUBLISH)) {
      refused("an exactly-once publisher", "it cannot remove a publisher's repeats");
    }
    if (publisher.durability() == Durability.WRITTEN) {
      found.add(
          "receipts say written, not synced: a power failure may lose acknowledged messages;"
              + " leave answerWhenWritten() out to be told after the sync");
    }
  }

  private void consumer(Leg leg) {
    ConsumeHop hop = leg.consumer();
    if (hop.group().isEmpty()) {
      found.add(
          "broadcast keeps nothing for absent subscribers: what is published while one is away is"
              + " lost to it; give it a group to keep its place");
    }
    boolean transactional =
        hop.effect() instanceof Effect.BrokerTransaction || hop.effect() instanceof Effect.Database;
    if (hop.guarantee() == Guarantee.EXACTLY_ONCE && !transactional) {
      found.add(
          "exactly-once is declared for "
              + hop.reader()
              + ", but nothing ties its effect to its position: Waybill offers no such"
              + " subscription; publish the result through into(topic), write it to a database"
              + " with the position, or declare at-least-once");
    }
    if (hop.effect() instanceof Effect.BrokerTransaction && !EffectStage.canTransact(engine)) {
      refused("a read-process-write subscription", "it has no transactions with positions");
    }
    if (hop.effect() instanceof Effect.Deduplicated effect) {
      deduplication(leg.source(), hop, effect.window());
    }
    if (hop.effect() instanceof Effect.Database effect && mayMeetIdsAgain(leg)) {
      effect.ids().ifPresent(ids -> idsInDatabase(hop, ids));
    }
  }

  /** A relay that publishes once leaves ids nothing to find. */
  private static boolean mayMeetIdsAgain(Leg leg) {
    boolean publishesOnce = leg.relay().isPresent() && !leg.relay().get().hop().mayRepeat();
    return leg.source().hasId() && !publishesOnce;
  }

  private void idsInDatabase(ConsumeHop hop, Effect.IdWindow ids) {
    if (!DedupWindow.idsOutlastMessages(hop, ids)) {
      found.add(
          hop.reader()
              + " remembers message ids for "
              + Durations.text(ids.idsKept())
              + ", but "
              + hop.topic()
              + " keeps messages for "
              + Durations.text(ids.messagesKept())
              + ", and one may take "
              + Durations.text(hop.longestHandling())
              + " until it is given up: after a pause of more than the first, a message that was"
              + " published twice is handled twice; keep ids for longer (retainIds), or messages"
              + " for less (retentionTime)");
    }
  }

  private void deduplication(PublishHop source, ConsumeHop hop, DeduplicationStore.Window window) {
    if (!source.hasId()) {
      found.add(
          "messages carry no id, so the de-duplication store of "
              + hop.reader()
              + " never recognises one; declare Topic.id(…) on the publisher's side");
    }
    if (!window.survivesRestart()) {
      found.add(
          "the de-duplication store of "
              + hop.reader()
              + " forgets at restart: what comes again after one is handled again; use a store in a"
              + " database");
    }
    if (!DedupWindow.holdsWhatIsInFlight(hop, window)) {
      found.add(
          "the de-duplication store of "
              + hop.reader()
              + String.format(
                  Locale.ROOT,
                  " remembers the newest %,d ids, but %,d messages may be in flight at once and come"
                      + " again together; remember more, or lower maxBatch",
                  window.maxIds(),
                  hop.settling().maxInFlight()));
    }
    setup
        .messagesKept(hop.topic())
        .filter(kept -> kept.compareTo(window.maxAge()) < 0)
        .ifPresent(kept -> keptTooShort(hop, window, kept));
    Optional<Duration> redelivery = DedupWindow.longestRedelivery(hop);
    if (redelivery.isEmpty()) {
      found.add(
          "the de-duplication store of "
              + hop.reader()
              + " remembers for "
              + Durations.text(window.maxAge())
              + ", but nothing limits how long the application may take to acknowledge, and what is"
              + " behind an open delivery comes again after that; commit on the interval, or"
              + " acknowledge well within that time");
      return;
    }
    Duration resend = DedupWindow.longestResend(source, hop).orElseThrow();
    if (window.maxAge().compareTo(redelivery.get()) < 0) {
      tooShort(hop, window, "redelivered", redelivery.get());
    } else if (window.maxAge().compareTo(resend) < 0) {
      tooShort(hop, window, "sent again by its publisher", resend);
    }
  }

  private void keptTooShort(ConsumeHop hop, DeduplicationStore.Window window, Duration kept) {
    found.add(
        "the de-duplication store of "
            + hop.reader()
            + " remembers for "
            + Durations.text(window.maxAge())
            + ", but "
            + hop.topic()
            + " keeps messages for "
            + Durations.text(kept)
            + " only: what was to come again later than that is deleted, and so lost where it was"
            + " not handled yet; keep messages for as long as ids (retentionTime)");
  }

  private void tooShort(
      ConsumeHop hop, DeduplicationStore.Window window, String how, Duration longest) {
    found.add(
        "the de-duplication store of "
            + hop.reader()
            + " remembers for "
            + Durations.text(window.maxAge())
            + ", but a message may be "
            + how
            + " up to "
            + Durations.text(longest)
            + " later and is then handled again; remember for longer than that");
  }

  private void relays(List<Link> links) {
    for (int i = 0; i < links.size(); i++) {
      Step fromHereOn = Verdicts.compose(links.subList(i, links.size()));
      if (RelayStage.isRelay(links.get(i).name())
          && links.get(i).step().makes().contains(Repeat.REPUBLISHED)
          && fromHereOn.makes().contains(Repeat.REPUBLISHED)) {
        mayRepeat(links.get(i));
      }
    }
  }

  private void mayRepeat(Link relay) {
    found.add(
        relay.name()
            + " publishes a message again after a crash, and nothing behind it knows the message by"
            + " its id: declare Topic.id(…) where it is written and read, and let the reader keep"
            + " ids, without publishedOnce(); or use an engine that has transactions");
  }

  private void chain(Route route, Step whole) {
    boolean keepsWhatComes =
        route.legs().stream().noneMatch(leg -> DeliverStage.of(leg.consumer()).step().loses());
    if (publisher.guarantee() == Guarantee.AT_MOST_ONCE && keepsWhatComes) {
      found.add(
          "the publisher may lose messages, which "
              + route.lastConsumer().guarantee()
              + " consuming cannot bring back; publish at-least-once");
    }
    if (whole.removes().contains(Repeat.REPUBLISHED)) {
      return;
    }
    if (PublishStage.endsWithSession(publisher)) {
      found.add(
          "exactly-once publishing ends with the publisher's session, and nothing later knows a"
              + " message by its id: after a restart publish from progress kept in"
              + " transactions(id), or give messages an id and remove repeats by it");
    } else if (publisher.origin() != PublishHop.Origin.RELAY
        && publisher.guarantee() == Guarantee.AT_LEAST_ONCE
        && route.lastConsumer().guarantee() == Guarantee.EXACTLY_ONCE) {
      found.add(
          "a message that the publisher publishes twice has two offsets, and "
              + route.lastConsumer().reader()
              + " processes both once; publish exactly-once in transactions(id), or remove repeats"
              + " by message id");
    }
  }

  private void refused(String what, String because) {
    found.add(
        "engine "
            + engine.engine()
            + " refuses "
            + what
            + " when it is opened: "
            + because
            + "; use an engine that can, or declare at-least-once");
  }
}
