package dev.waybill.kafka.publish;

import dev.waybill.engine.PublishCompletion;
import dev.waybill.kafka.translation.Failures;
import dev.waybill.message.Durability;
import dev.waybill.message.TopicPartition;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A message on its way. Kafka tells a failure to take it through the same callback, on the caller's
 * thread and before {@code send} returns; whom the contract promises an exception must not be told
 * twice.
 */
final class Sent implements Callback {

  private static final Logger LOG = LoggerFactory.getLogger(Sent.class);

  private final TopicPartition partition;
  private final PublishCompletion completion;
  private final SessionFailure session;

  /** The thread inside {@code send}; only that thread compares itself with it. */
  private @Nullable Thread sending = Thread.currentThread();

  private @Nullable Exception refusal;

  Sent(TopicPartition partition, PublishCompletion completion, SessionFailure session) {
    this.partition = partition;
    this.completion = completion;
    this.session = session;
  }

  /** {@code send} has returned: why the message was not taken, or null if it was. */
  @Nullable Exception endOfSend() {
    sending = null;
    return refusal;
  }

  @Override
  public void onCompletion(@Nullable RecordMetadata metadata, @Nullable Exception failure) {
    if (failure != null && sending == Thread.currentThread()) {
      refusal = failure;
      return;
    }
    try {
      if (failure == null && metadata != null) {
        completion.done(partition, metadata.offset(), Durability.REPLICATED);
      } else {
        completion.failed(
            session.noted(
                Failures.ofChange(
                    "publishing to " + partition,
                    failure == null ? new IllegalStateException("no answer") : failure)));
      }
    } catch (RuntimeException | Error e) {
      LOG.warn(
          "A publish completion for {} threw; the message itself is not affected. Let completions"
              + " hand failures on instead of throwing.",
          partition,
          e);
    }
  }
}
