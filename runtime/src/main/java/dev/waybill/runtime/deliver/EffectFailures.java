package dev.waybill.runtime.deliver;

import dev.waybill.error.OutcomeUnknownException;
import dev.waybill.error.RetriableException;
import dev.waybill.error.WaybillException;
import dev.waybill.runtime.deliver.EffectTrack.Slice;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What follows when a handler fails: its transaction is rolled back, and then
 *
 * <pre>
 *   one of several ─► fewer are taken, until it is alone
 *   known which    ─► those before it go on without it ─► it rests ─► alone, attempt 2, 3 …
 *                                                            └ the last one failed ─► dead letter
 * </pre>
 *
 * <p>Attempts are counted here, outside of the transactions that they fail. The worker's thread
 * alone.
 */
final class EffectFailures {

  private static final Logger LOG = LoggerFactory.getLogger(EffectFailures.class);

  /** How long a message waits whose dead letter could not be stored. */
  private static final Duration LETTER_DELAY = Duration.ofMillis(100);

  private final SubscriptionSettings<?> settings;
  private final Lifecycle lifecycle;
  private final @Nullable DeadLetters letters;
  private final Consumer<Throwable> stop;
  private final FailureLog log;

  EffectFailures(
      SubscriptionSettings<?> settings,
      Lifecycle lifecycle,
      Services services,
      Consumer<Throwable> stop) {
    this.settings = settings;
    this.lifecycle = lifecycle;
    this.stop = stop;
    this.letters =
        settings
            .deadLetterTopic()
            .map(topic -> new DeadLetters(services, settings, topic))
            .orElse(null);
    this.log =
        new FailureLog(
            LOG,
            "The handler of "
                + settings.name()
                + " failed; its transaction was rolled back, and is tried again as declared");
  }

  /**
   * @param index the place of the failed message, or {@link EffectHandling#UNKNOWN}
   */
  void failed(Slice slice, int index, Throwable cause) {
    if (lifecycle.ending()) {
      return; // interrupted for the end, most likely; the next owner will see
    }
    log.failed(cause);
    int messages = slice.messages().size();
    if (index != EffectHandling.UNKNOWN) {
      attemptFailed(slice.track(), slice.messages().get(index).offset(), cause);
    } else if (messages == 1) {
      attemptFailed(slice.track(), slice.messages().get(0).offset(), cause);
    } else if (messages > 1) {
      slice.track().narrow(messages);
    } else {
      stop.accept(cause);
    }
  }

  private void attemptFailed(EffectTrack track, long offset, Throwable cause) {
    Failed before = track.failed();
    int attempts = before != null && before.offset() == offset ? before.attempts() + 1 : 1;
    Duration delay = Duration.ZERO;
    if (attempts < settings.retry().maxAttempts()) {
      delay = settings.retry().delayAfter(attempts, ThreadLocalRandom.current());
    } else if (letters == null) {
      stop.accept(WhyStopped.asDeclared(settings, track.partition(), offset, attempts, cause));
      return;
    }
    rest(track, new Failed(offset, attempts, cause), delay);
  }

  private void rest(EffectTrack track, Failed message, Duration delay) {
    track.failed(message, lifecycle.timing().nanoTime() + HandlerWatch.saturatedNanos(delay));
  }

  /** Whether the slice is a message after its last attempt: only its dead letter is missing. */
  boolean isGivenUp(Slice slice) {
    Failed failed = slice.failed();
    return failed != null && failed.attempts() >= settings.retry().maxAttempts();
  }

  /**
   * Stores the letter while its position is held, so that nobody else writes another. If we die
   * before the position has moved past the message, its next owner tries it again, and there may be
   * a second letter.
   *
   * @return false if there is no letter
   */
  boolean letter(Slice slice) {
    Failed message = slice.failed();
    if (letters == null || message == null) {
      throw new IllegalStateException("expected a message after its last attempt, found " + slice);
    }
    EffectTrack track = slice.track();
    try {
      letters.publish(
          track.partition(), slice.messages().get(0), message.attempts(), message.error());
      return true;
    } catch (RetriableException | OutcomeUnknownException e) {
      log.failed(e);
      rest(track, message, LETTER_DELAY);
    } catch (WaybillException e) {
      stop.accept(
          WhyStopped.letterRefused(
              settings,
              track.partition(),
              message.offset(),
              message.attempts(),
              message.error(),
              e));
    }
    return false;
  }

  void close() {
    if (letters != null) {
      letters.close();
    }
  }
}
