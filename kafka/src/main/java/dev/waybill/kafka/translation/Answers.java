package dev.waybill.kafka.translation;

import java.util.concurrent.CompletionException;
import org.apache.kafka.common.KafkaFuture;

/**
 * Waits for the cluster. Every request is answered, at the latest when Kafka's client gives up on
 * it after {@code default.api.timeout.ms}. An interrupt does not end the wait, since the outcome
 * would be unknown; the flag is kept.
 */
public final class Answers {

  private Answers() {}

  /**
   * The answer to a question: asking again is harmless.
   *
   * @param attempted what is being done, as the start of a sentence
   * @throws dev.waybill.error.WaybillException what it failed with, a time-out as retriable
   */
  public static <T> T ofQuestion(String attempted, KafkaFuture<T> asked) {
    try {
      return asked.toCompletionStage().toCompletableFuture().join();
    } catch (CompletionException e) {
      throw Failures.ofQuestion(attempted, e);
    }
  }

  /**
   * The answer to a change.
   *
   * @throws dev.waybill.error.WaybillException what it failed with, a time-out as outcome unknown
   */
  public static <T> T ofChange(String attempted, KafkaFuture<T> asked) {
    try {
      return asked.toCompletionStage().toCompletableFuture().join();
    } catch (CompletionException e) {
      throw Failures.ofChange(attempted, e);
    }
  }
}
