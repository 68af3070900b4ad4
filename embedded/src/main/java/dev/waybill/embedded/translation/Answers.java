package dev.waybill.embedded.translation;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;

/** Waits for the broker. */
public final class Answers {

  private Answers() {}

  /**
   * Asks, and waits for the answer however long it takes: every request is answered, at the latest
   * when the broker stops. An interrupt does not end the wait, since the outcome would be unknown;
   * the flag is kept.
   *
   * @param attempted what is being done, as the start of a sentence
   * @throws dev.waybill.error.WaybillException what the broker failed with, translated
   */
  public static <T> T await(String attempted, Supplier<CompletableFuture<T>> request) {
    try {
      return request.get().join();
    } catch (CompletionException e) {
      throw Failures.of(attempted, e);
    } catch (RuntimeException e) {
      throw Failures.of(attempted, e);
    }
  }
}
