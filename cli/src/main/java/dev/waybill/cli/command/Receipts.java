package dev.waybill.cli.command;

import dev.waybill.Receipt;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * Counts answers to publishes, and keeps the failure of the first line that failed. Thread-safe.
 */
final class Receipts {

  /** A line that was not published, or not known to be. */
  record Failure(long line, Throwable cause) {}

  private final Map<Integer, Long> perPartition = new TreeMap<>();
  private long published;
  private long failed;
  private @Nullable Failure first;

  synchronized void answer(long line, @Nullable Receipt receipt, @Nullable Throwable failure) {
    if (failure != null) {
      failed++;
      if (first == null || line < first.line()) {
        Throwable cause = failure.getCause();
        first =
            new Failure(
                line, failure instanceof CompletionException && cause != null ? cause : failure);
      }
    } else if (receipt != null) {
      published++;
      perPartition.merge(receipt.partition(), 1L, Long::sum);
    }
  }

  synchronized long published() {
    return published;
  }

  synchronized long failed() {
    return failed;
  }

  synchronized Optional<Failure> firstFailure() {
    return Optional.ofNullable(first);
  }

  /** How many messages each partition took. */
  synchronized Map<Integer, Long> perPartition() {
    return new TreeMap<>(perPartition);
  }
}
