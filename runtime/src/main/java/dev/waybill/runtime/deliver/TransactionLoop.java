package dev.waybill.runtime.deliver;

import dev.waybill.MultiProcessor;
import dev.waybill.Subscription.Counts;
import dev.waybill.engine.Polled;
import dev.waybill.error.FencedException;
import dev.waybill.error.OutcomeUnknownException;
import dev.waybill.error.RejectedException;
import dev.waybill.error.RetriableException;
import dev.waybill.message.TopicPartition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Exactly-once: outputs and position in one transaction.
 *
 * <pre>
 *   poll ─► Preparer: process, encode ─► transaction: publish outputs, stage positions, commit
 *    ▲                                     │ a message failed      prefix commits, rewind to it, rest
 *    │                                     │ aborted               rewind to the last commit, rest
 *    │                                     │ session fenced        next slot, rewind
 *    │                                     │ partition not ours    rewind; the poll tells the rest
 *    │                                     └ outcome unknown       same id again, read back, rewind
 *    └───────────────────────────────────────────┘
 * </pre>
 *
 * <p>The next batch is processed while this one commits; processing has no effect of its own, so
 * what was prepared for nothing is thrown away.
 *
 * <p>The invariant: a position is committed only in the transaction that holds the outputs of
 * everything between it and the position before.
 */
final class TransactionLoop<T> extends DeliveryLoop<TransactionTrack> {

  private static final Logger LOG = LoggerFactory.getLogger(TransactionLoop.class);

  /** How long a message waits whose dead letter could not be stored. */
  private static final Duration LETTER_DELAY = Duration.ofMillis(100);

  /** What may be in hand for a larger transaction, all partitions together. */
  private static final int MESSAGES_IN_HAND = 65_536;

  /** The same in bytes of keys and values: small heaps must survive it. */
  private static final long BYTES_IN_HAND = 16L * 1024 * 1024;

  private final Preparer<T> preparer;
  private final Gathering gathering;
  private final @Nullable DeadLetters letters;
  private final Thread thread;
  private final Tally tally = new Tally();
  private final FailureLog failures;
  private final TransactionSession session;

  /** A commit's outcome is unknown: the positions that we remember may be behind the group's. */
  private boolean unsettled;

  TransactionLoop(
      SubscriptionSettings<T> settings,
      Services services,
      Lifecycle lifecycle,
      MultiProcessor<T> processor) {
    super(settings, services, lifecycle);
    this.letters =
        settings
            .deadLetterTopic()
            .map(topic -> new DeadLetters(services, settings, topic))
            .orElse(null);
    this.preparer =
        new Preparer<>(
            settings, lifecycle, services, processor, letters, consumer::wakeup, this::fail);
    this.gathering = new Gathering(preparer, timing);
    this.session =
        new TransactionSession(
            services,
            consumer,
            timing,
            services.slots().take(settings.group().orElseThrow(), settings.topic().name()));
    this.failures =
        new FailureLog(
            LOG,
            "The processor of "
                + settings.name()
                + " failed on a message, which is tried again as declared");
    this.thread = new Thread(this, "waybill " + settings.name());
    thread.setDaemon(true);
  }

  @Override
  void start() {
    preparer.start();
    timing.start(thread);
  }

  @Override
  TransactionTrack track(TopicPartition partition, long committed) {
    int partitions = Math.max(1, settings.route().partitionCount());
    return new TransactionTrack(
        partition, committed, MESSAGES_IN_HAND / partitions, BYTES_IN_HAND / partitions);
  }

  @Override
  void step() throws InterruptedException {
    // Before the first poll: taking the id over aborts what a dead session left open, which would
    // hold back the messages that readers of committed data wait for.
    var unused = session.open();
    if (unsettled) {
      readBack();
    }
    Polled polled = poll(Duration.ofNanos(gathering.nanosUntilDue(nanosUntilRested())));
    for (Polled.Batch batch : polled.batches()) {
      TransactionTrack track = tracks.get(batch.partition());
      if (track != null) {
        gathering.add(new Batch(track, batch.messages(), batch.nextOffset()));
      }
    }
    gathering.gather();
    if (gathering.isDue()) {
      transact();
    }
  }

  private long nanosUntilRested() {
    long wait = idleWait().toNanos();
    long now = timing.nanoTime();
    for (TransactionTrack track : tracks.values()) {
      wait = Math.min(wait, track.nanosOfRest(now));
    }
    return wait;
  }

  // ---- the transaction ------------------------------------------------------------------------

  private void transact() throws InterruptedException {
    List<Batch> batches = prepared();
    if (batches.isEmpty() || unsettled || !committed(batches)) {
      return;
    }
    for (Batch batch : batches) {
      for (int i = 0; i < batch.letters(); i++) {
        tally.deadLettered();
      }
      tally.handled(batch.handled());
      afterCommit(batch);
    }
  }

  /** What is prepared and may be committed together. */
  private List<Batch> prepared() {
    List<Batch> batches = new ArrayList<>();
    Set<TransactionTrack> ended = new HashSet<>();
    for (Batch next : gathering.take()) {
      next.ended();
      // Behind a cut batch there is a gap: the partition is rewound to the cut, and comes again.
      if (!next.stale() && !ended.contains(next.track())) {
        batches.add(next);
        if (next.isCut()) {
          ended.add(next.track());
        }
      }
    }
    return batches;
  }

  private void afterCommit(Batch batch) {
    TransactionTrack track = batch.track();
    Failed failed = track.failed();
    if (failed != null && failed.offset() < batch.upTo()) {
      track.failed(null);
    }
    Throwable failure = batch.failure();
    if (failure != null) {
      attemptFailed(track, batch.failedMessage().offset(), failure);
    }
    if (batch.isCut()) {
      rewind(track, batch.upTo());
    }
  }

  /** Commits the batches; false if everything was rewound instead. */
  private boolean committed(List<Batch> batches) throws InterruptedException {
    Map<TopicPartition, Long> positions = new HashMap<>();
    boolean outputs = false;
    for (Batch batch : batches) {
      TopicPartition partition = batch.track().partition();
      long before = positions.getOrDefault(partition, batch.track().committed());
      if (batch.from() != before) {
        throw new IllegalStateException(
            "expected a batch of "
                + partition
                + " from position "
                + before
                + ", found one from "
                + batch.from()
                + "; nothing of it was committed");
      }
      positions.put(partition, batch.upTo());
      outputs |= !batch.outputs().isEmpty();
    }
    for (Batch batch : batches) {
      TopicPartition partition = batch.track().partition();
      positions.remove(partition, batch.track().committed());
    }
    try {
      if (outputs) {
        gathering.committed(session.commit(batches, positions));
      } else if (!positions.isEmpty()) {
        // Nothing was made of these messages: their position alone is one write already.
        consumer.commit(positions);
      }
      committer.remember(positions);
      return true;
    } catch (OutcomeUnknownException e) {
      unsettled = true;
      rest.noted(e);
    } catch (FencedException e) {
      fenced(e, outputs);
    } catch (RetriableException e) {
      rewindAll();
      rest.after(e);
    } catch (RejectedException e) {
      refused(batches, e);
    }
    return false;
  }

  // ---- failures -------------------------------------------------------------------------------

  /** Counts the attempt; the partition rests before the next one, or the subscription stops. */
  private void attemptFailed(TransactionTrack track, long offset, Throwable cause) {
    Failed before = track.failed();
    int attempts = before != null && before.offset() == offset ? before.attempts() + 1 : 1;
    int allowed = settings.retry().maxAttempts();
    failures.failed(cause);
    Duration delay = Duration.ZERO;
    if (attempts < allowed) {
      delay = settings.retry().delayAfter(attempts, ThreadLocalRandom.current());
    } else if (attempts > allowed && before != null) {
      letterFailed(track, before, cause);
      return;
    } else if (letters == null) {
      fail(WhyStopped.asDeclared(settings, track.partition(), offset, attempts, cause));
      return;
    }
    track.failed(new Failed(offset, attempts, cause));
    track.restUntil(timing.nanoTime() + HandlerWatch.saturatedNanos(delay));
  }

  /** Nothing but its dead letter is missing. */
  private void letterFailed(TransactionTrack track, Failed message, Throwable cause) {
    if (cause instanceof RetriableException || cause instanceof OutcomeUnknownException) {
      track.restUntil(timing.nanoTime() + LETTER_DELAY.toNanos());
    } else {
      settings.deadLetterTopic().ifPresent(services.topics()::forget);
      fail(
          WhyStopped.letterRefused(
              settings,
              track.partition(),
              message.offset(),
              message.attempts(),
              message.error(),
              cause));
    }
  }

  /** An output was refused: that is a failed attempt at the message it was made of. */
  private void refused(List<Batch> batches, RejectedException cause) {
    for (Batch batch : batches) {
      for (Output output : batch.outputs()) {
        RejectedException refusal = output.refusal();
        if (refusal != null) {
          rewindAll();
          long offset = batch.messages().get(output.source()).offset();
          attemptFailed(batch.track(), offset, refusal);
          return;
        }
      }
    }
    throw cause;
  }

  /**
   * A newer session of the id, or a newer owner of a partition. A session that was fenced while the
   * answer of its commit was lost may have committed: as after an unknown outcome, the group's
   * positions tell.
   */
  private void fenced(FencedException cause, boolean inTransaction) {
    LOG.info(
        "Subscription {} was fenced and goes back to its committed positions",
        settings.name(),
        cause);
    if (inTransaction) {
      unsettled = session.fenced();
    }
    rewindAll();
  }

  /**
   * Goes on after a commit of unknown outcome. The session was opened anew, which settled it; what
   * the group's positions are now tells how.
   */
  private void readBack() {
    places
        .of(List.copyOf(tracks.keySet()))
        .forEach(
            (partition, place) -> {
              TransactionTrack track = tracks.get(partition);
              if (track != null && place.committed()) {
                track.committed(place.offset());
              }
            });
    rewindAll();
    unsettled = false;
    LOG.info(
        "Subscription {} has settled its last transaction and goes on from its committed"
            + " positions",
        settings.name());
  }

  private void rewindAll() {
    boolean settled = !unsettled;
    unsettled = true; // until all are where they should be: else the next step begins again
    for (TransactionTrack track : tracks.values()) {
      rewind(track, track.committed());
    }
    unsettled = !settled;
  }

  private void rewind(TransactionTrack track, long offset) {
    // In this order: a track before a consumer that stands further on would have a gap.
    if (consumer.assignment().contains(track.partition())) {
      consumer.seek(track.partition(), offset);
    }
    track.rewindTo(offset);
  }

  // ---- the end --------------------------------------------------------------------------------

  @Override
  void letGo(Collection<TransactionTrack> leaving) {
    // No transaction is open here, and what is prepared for them nobody has seen.
    leaving.forEach(Track::retire);
  }

  @Override
  void windUp() throws InterruptedException {
    preparer.stop();
    var unused = awaitHandlers(preparer::ended);
    preparer.stopWatching();
    gathering.gather();
    try {
      transact();
    } finally {
      session.end();
    }
  }

  @Override
  Counts counts() {
    return Tally.sum(List.of(tally, preparer.tally()));
  }
}
