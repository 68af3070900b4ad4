package dev.waybill.runtime.deliver;

import dev.waybill.engine.EngineConsumer;
import dev.waybill.engine.Polled;
import dev.waybill.error.FencedException;
import dev.waybill.error.OutcomeUnknownException;
import dev.waybill.error.RetriableException;
import dev.waybill.message.TopicPartition;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Commits a loop's positions by themselves, outside of transactions. The loop's thread alone. */
final class Committer {

  private static final Logger LOG = LoggerFactory.getLogger(Committer.class);

  private final SubscriptionSettings<?> settings;
  private final Lifecycle lifecycle;
  private final EngineConsumer consumer;
  private final Map<TopicPartition, ? extends Track> tracks;
  private final Rest rest;

  Committer(
      SubscriptionSettings<?> settings,
      Lifecycle lifecycle,
      EngineConsumer consumer,
      Map<TopicPartition, ? extends Track> tracks,
      Rest rest) {
    this.settings = settings;
    this.lifecycle = lifecycle;
    this.consumer = consumer;
    this.tracks = tracks;
    this.rest = rest;
  }

  /** How a commit ended. */
  enum Outcome {
    DONE,
    /** A partition is not ours any more; nothing was committed. */
    FENCED,
    /** Not done or unknown. Committing a position twice is harmless: try again. */
    NOT_KNOWN
  }

  /** Commits positions, and rests before it says that the outcome is not known. */
  Outcome commit(Map<TopicPartition, Long> next) throws InterruptedException {
    if (next.isEmpty()) {
      return Outcome.DONE;
    }
    try {
      consumer.commit(next);
    } catch (FencedException e) {
      LOG.info(
          "Subscription {} lost partitions before it could commit {}; their new owner begins at"
              + " their last committed positions",
          settings.name(),
          next,
          e);
      return Outcome.FENCED;
    } catch (RetriableException | OutcomeUnknownException e) {
      rest.after(e);
      return Outcome.NOT_KNOWN;
    }
    remember(next);
    return Outcome.DONE;
  }

  /** These were committed. */
  void remember(Map<TopicPartition, Long> committed) {
    committed.forEach(
        (partition, offset) -> {
          Track track = tracks.get(partition);
          if (track != null) {
            track.committed(offset);
          }
        });
  }

  /**
   * Moves positions past what was polled and not yet handled; returns the partitions where that is
   * known to have worked. The messages of the others must not be handled.
   */
  List<TopicPartition> commitFirst(Polled polled) throws InterruptedException {
    Map<TopicPartition, Long> next = new HashMap<>();
    for (Polled.Batch batch : polled.batches()) {
      next.put(batch.partition(), batch.nextOffset());
    }
    if (settings.group().isEmpty()) {
      remember(next);
      return List.copyOf(next.keySet());
    }
    Outcome all = commitUntilKnown(next);
    if (all == Outcome.DONE) {
      return List.copyOf(next.keySet());
    }
    // Some partition is another member's now. The others are ours: ask for each by itself.
    List<TopicPartition> passed = new ArrayList<>();
    for (Map.Entry<TopicPartition, Long> one : next.entrySet()) {
      if (next.size() > 1
          && commitUntilKnown(Map.of(one.getKey(), one.getValue())) == Outcome.DONE) {
        passed.add(one.getKey());
      }
    }
    return passed;
  }

  // A position that did not move after all would have the messages delivered again: while the
  // outcome is not known nothing is handled.
  private Outcome commitUntilKnown(Map<TopicPartition, Long> next) throws InterruptedException {
    while (true) {
      Outcome outcome = commit(next);
      if (outcome != Outcome.NOT_KNOWN || lifecycle.ending()) {
        return outcome;
      }
    }
  }
}
