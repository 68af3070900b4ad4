package dev.waybill.runtime.deliver;

import dev.waybill.MultiProcessor;
import dev.waybill.Subscription.Counts;
import dev.waybill.engine.Polled;
import dev.waybill.error.FencedException;
import dev.waybill.error.OutcomeUnknownException;
import dev.waybill.error.RejectedException;
import dev.waybill.error.RetriableException;
import dev.waybill.error.WaybillException;
import dev.waybill.message.TopicPartition;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Exactly-once: outputs and position in one transaction.
 *
 * <pre>
 *   poll ─► Preparer: process, encode ─► open transaction: publish outputs ─► due: commit
 *    ▲                                     │ a message failed      prefix commits, rewind to it, rest
 *    │                                     │ aborted               rewind to the last commit, rest
 *    │                                     │ session fenced        next slot, rewind
 *    │                                     │ partition not ours    rewind; the poll tells the rest
 *    │                                     └ outcome unknown       same id again, read back, rewind
 *    └───────────────────────────────────────────┘
 * </pre>
 *
 * <p>The next batches are polled and processed while this one is published and commits; processing
 * has no effect of its own, so what was prepared for nothing is thrown away. What is published
 * already is committed before its partition is given up, and aborted if the partition was lost.
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
  private final OpenTransaction transaction;

  /** A commit's outcome is unknown: the positions that we remember may be behind the group's. */
  private boolean unsettled;

  /** A transaction was given up: nothing goes on before all partitions are where they should be. */
  private boolean astray;

  /** Why a transaction was given up, until the loop has rested after it. */
  private @Nullable RetriableException heldUp;

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
    this.session =
        new TransactionSession(
            services,
            services.slots().take(settings.group().orElseThrow(), settings.topic().name()));
    this.transaction = new OpenTransaction(session, consumer, timing);
    this.gathering = new Gathering(preparer, transaction, timing);
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
    RetriableException trouble = heldUp;
    if (trouble != null) {
      heldUp = null;
      rest.after(trouble); // here and not where it happened: a rebalance may have waited for that
    }
    // Before the first poll: taking the id over aborts what a dead session left open, which would
    // hold back the messages that readers of committed data wait for.
    var unused = session.open();
    if (unsettled) {
      readBack();
    }
    if (astray) {
      rewindAll();
    }
    Polled polled = poll(Duration.ofNanos(gathering.nanosUntilDue(nanosUntilRested())));
    gathering.add(polled, tracks);
    publish(gathering.takePrepared());
    if (gathering.isDue()) {
      commit();
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

  private void publish(@Nullable Batch prepared) {
    if (prepared == null || astray) {
      return; // astray, it comes again when everything was sent back
    }
    if (transaction.isStale()) {
      goBack();
      return;
    }
    try {
      transaction.add(prepared);
    } catch (WaybillException e) {
      givenUp(e, true);
    } catch (RuntimeException | Error e) { // half a batch is published: it must not be committed
      goBack();
      throw e;
    }
  }

  private void commit() {
    if (transaction.isEmpty()) {
      return;
    }
    boolean outputs = session.isBegun();
    if (transaction.isStale()) {
      goBack();
      return;
    }
    OpenTransaction.Committed committed;
    try {
      committed = transaction.commit();
    } catch (WaybillException e) {
      givenUp(e, outputs);
      return;
    }
    if (outputs) {
      gathering.committed(transaction.tookNanos());
    }
    committer.remember(committed.positions());
    astray = true; // should one not go back to where it was cut, the next step sends all back
    committed.batches().forEach(this::afterCommit);
    astray = false;
  }

  private void afterCommit(Batch batch) {
    for (int i = 0; i < batch.letters(); i++) {
      tally.deadLettered();
    }
    tally.handled(batch.handled());
    TransactionTrack track = batch.track();
    Failed failed = track.failed();
    if (failed != null && failed.offset() < batch.upTo()) {
      track.failed(null);
    }
    Throwable failure = batch.failure();
    if (failure != null) {
      attemptFailed(track, batch.upTo(), failure);
    }
    if (batch.isCut()) {
      rewind(track, batch.upTo());
    }
  }

  // ---- failures -------------------------------------------------------------------------------

  /** The transaction failed: everything goes back, and what else follows depends on how. */
  private void givenUp(WaybillException failure, boolean outputs) {
    List<Batch> batches = List.copyOf(transaction.batches());
    goBack();
    if (failure instanceof OutcomeUnknownException unknown) {
      unsettled = true;
      rest.noted(unknown);
    } else if (failure instanceof FencedException fenced) {
      fenced(fenced, outputs);
    } else if (failure instanceof RetriableException retriable) {
      heldUp = retriable;
    } else if (failure instanceof RejectedException rejected) {
      refused(batches, rejected);
    } else {
      throw failure;
    }
  }

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
      Batch.Refusal refusal = batch.refusal();
      if (refusal != null) {
        attemptFailed(batch.track(), refusal.offset(), refusal.why());
        return;
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
    unsettled = false;
    LOG.info(
        "Subscription {} has settled its last transaction and goes on from its committed"
            + " positions",
        settings.name());
  }

  /**
   * Nothing of the open transaction will be seen; the next step begins again from the positions.
   */
  private void goBack() {
    transaction.giveUp();
    astray = true;
  }

  private void rewindAll() {
    for (TransactionTrack track : tracks.values()) {
      rewind(track, track.committed());
    }
    astray = false;
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
    try {
      if (!leaving.isEmpty()) {
        commit(); // what is published; what is only prepared for them nobody has seen
      }
    } finally {
      leaving.forEach(Track::retire);
    }
  }

  /** A commit that may still take effect would move the positions once more. */
  @Override
  void seekElsewhere(Map<TopicPartition, Long> targets) {
    if (unsettled) {
      throw new RetriableException(
          "seeking: expected the last transaction to be settled, found its outcome unknown; no"
              + " position was moved. Seek again: the next session settles it");
    }
  }

  @Override
  void windUp() throws InterruptedException {
    preparer.stop();
    try {
      try {
        commit(); // a handler may run for long, and what is published holds readers back
      } finally {
        var unused = awaitHandlers(preparer::ended);
        preparer.stopWatching();
      }
      Batch last;
      while ((last = gathering.takePrepared()) != null) {
        publish(last);
      }
      commit();
    } finally {
      session.end();
    }
  }

  @Override
  Counts counts() {
    return Tally.sum(List.of(tally, preparer.tally()));
  }
}
