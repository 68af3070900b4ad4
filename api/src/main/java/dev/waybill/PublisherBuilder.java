package dev.waybill;

import java.time.Duration;

/**
 * How to publish to a topic; every option has a default. Not thread-safe.
 *
 * @param <T> the type of the topic's messages
 */
public interface PublisherBuilder<T> {

  /** The guarantee; {@link Guarantee#AT_LEAST_ONCE} unless said. */
  PublisherBuilder<T> guarantee(Guarantee guarantee);

  default PublisherBuilder<T> atMostOnce() {
    return guarantee(Guarantee.AT_MOST_ONCE);
  }

  default PublisherBuilder<T> atLeastOnce() {
    return guarantee(Guarantee.AT_LEAST_ONCE);
  }

  default PublisherBuilder<T> exactlyOnce() {
    return guarantee(Guarantee.EXACTLY_ONCE);
  }

  /**
   * Answers when the message is written to the operating system, before it is synced. Only for
   * at-least-once: the guarantee then holds for the death of the process, not for a power failure.
   */
  PublisherBuilder<T> answerWhenWritten();

  /**
   * How long a batch may wait for company; zero by default: it then leaves at once while nothing of
   * this publisher's is on its way, and else as soon as something was answered.
   */
  PublisherBuilder<T> linger(Duration linger);

  /** Size at which a batch is full; 256 KiB by default. */
  PublisherBuilder<T> maxBatchBytes(int bytes);

  /** Bound on messages accepted and not yet answered; 16 MiB by default. */
  PublisherBuilder<T> maxBufferedBytes(long bytes);

  /** How long publish may block for room; one minute by default. */
  PublisherBuilder<T> maxBlock(Duration maxBlock);

  /** When retriable failures are tried again; exponential from 50 ms, 10 attempts by default. */
  PublisherBuilder<T> retry(Retry retry);

  /** Bound on the time from publish to answer, retries included; two minutes by default. */
  PublisherBuilder<T> deliveryTimeout(Duration timeout);

  /**
   * Plans and opens the publisher.
   *
   * @throws dev.waybill.error.UnsupportedException the engine cannot give the guarantee
   * @throws dev.waybill.error.RejectedException the topic does not exist and says no settings
   */
  Publisher<T> open();
}
