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
  private final EngineConsumer consumer;
  private final Map<TopicPartition, ? extends Track> tracks;
  private final Rest rest;

  Committer(
      SubscriptionSettings<?> settings,
      EngineConsumer consumer,
      Map<TopicPartition, ? extends Track> tracks,
      Rest rest) {
    this.settings = settings;
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
   * What became of a poll whose positions are moved before it is handled.
   *
   * @param passed their positions are known to have moved: to be handled
   * @param again to be polled again, as far as they are ours: a membership may have a new epoch
   *     that it has not heard of yet, which fences its commits and leaves it its partitions
   */
  record First(List<Polled.Batch> passed, List<Polled.Batch> again) {}

  /**
   * Moves positions past what was polled and not yet handled. Where that is not known to have
   * worked nothing may be handled. Nor is it repeated here: an engine may not answer before the
   * next poll, when its group is being shared out anew.
   */
  First commitFirst(Polled polled) throws InterruptedException {
    if (settings.group().isEmpty()) {
      polled.batches().forEach(batch -> remember(position(batch)));
      return new First(polled.batches(), List.of());
    }
    Map<TopicPartition, Long> next = new HashMap<>();
    polled.batches().forEach(batch -> next.putAll(position(batch)));
    return switch (commit(next)) {
      case DONE -> new First(polled.batches(), List.of());
      case NOT_KNOWN -> new First(List.of(), polled.batches());
      case FENCED -> oneByOne(polled.batches());
    };
  }

  /** Some partition is another member's now. The others are ours: ask for each by itself. */
  private First oneByOne(List<Polled.Batch> batches) throws InterruptedException {
    First first = new First(new ArrayList<>(), new ArrayList<>());
    for (Polled.Batch batch : batches) {
      if (batches.size() > 1 && commit(position(batch)) == Outcome.DONE) {
        first.passed().add(batch);
      } else {
        first.again().add(batch);
      }
    }
    return first;
  }

  private static Map<TopicPartition, Long> position(Polled.Batch batch) {
    return Map.of(batch.partition(), batch.nextOffset());
  }
}
