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
 *
 * <p>A hundred thousand of them may be on their way at once and are copied by the collector as long
 * as they are: so it has three fields, and what messages share is in {@link Target}.
 */
final class Sent implements Callback {

  private static final Logger LOG = LoggerFactory.getLogger(Sent.class);

  /**
   * Where messages of a session go.
   *
   * @param session what is told of failures
   */
  record Target(TopicPartition partition, SessionFailure session) {}

  private final Target target;
  private final PublishCompletion completion;

  /**
   * The thread inside {@code send}, only that thread compares itself with it; then why the message
   * was not taken, if it was not.
   */
  private @Nullable Object sending = Thread.currentThread();

  Sent(Target target, PublishCompletion completion) {
    this.target = target;
    this.completion = completion;
  }

  /** {@code send} has returned: why the message was not taken, or null if it was. */
  @Nullable Exception endOfSend() {
    Object refusal = sending;
    sending = null;
    return refusal instanceof Exception refused ? refused : null;
  }

  @Override
  public void onCompletion(@Nullable RecordMetadata metadata, @Nullable Exception failure) {
    if (failure != null && sending == Thread.currentThread()) {
      sending = failure;
      return;
    }
    TopicPartition partition = target.partition();
    try {
      if (failure == null && metadata != null) {
        completion.done(partition, metadata.offset(), Durability.REPLICATED);
      } else {
        completion.failed(
            target
                .session()
                .noted(
                    Failures.ofPublish(
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
