package dev.waybill.kafka.consume;

import dev.waybill.kafka.consume.GroupPositions.Claim;
import dev.waybill.kafka.translation.Blocking;
import dev.waybill.kafka.translation.Failures;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.TimeoutException;

/**
 * Commits, each sent once. Kafka's own {@code commitSync} goes on sending behind the back of a
 * caller who was woken up, and what it sends then may arrive behind a later commit; to wait again
 * for what was sent once is harmless. The polling thread's.
 */
final class Commits {

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final Runnable wokenUp;
  private final Duration patience;

  /**
   * @param wokenUp run when a wake-up was swallowed
   * @param patience how long to wait for the answer of one
   */
  Commits(KafkaConsumer<byte[], byte[]> consumer, Runnable wokenUp, Duration patience) {
    this.consumer = consumer;
    this.wokenUp = wokenUp;
    this.patience = patience;
  }

  /**
   * Sends one, and returns when the cluster has it.
   *
   * @param what is being done, as the start of a sentence
   * @throws dev.waybill.error.OutcomeUnknownException no answer came in time
   * @throws dev.waybill.error.FencedException the claim is another member's now
   */
  void send(String what, Claim claim) {
    try {
      String unused = answered(sent(claim));
    } catch (KafkaException | CompletionException e) {
      throw Failures.ofChange(what, e);
    }
  }

  private CompletableFuture<String> sent(Claim claim) {
    CompletableFuture<String> answer = new CompletableFuture<>();
    consumer.commitAsync(
        claim.positions(),
        (positions, failure) -> {
          if (failure == null) {
            answer.complete("");
          } else {
            answer.completeExceptionally(failure);
          }
        });
    return answer;
  }

  private String answered(CompletableFuture<String> answer) {
    return Blocking.call(
        wokenUp,
        () -> {
          consumer.commitSync(Map.of(), patience); // nothing new: returns when all is answered
          if (!answer.isDone()) {
            throw new TimeoutException("no answer within " + patience);
          }
          return answer.join();
        });
  }
}
