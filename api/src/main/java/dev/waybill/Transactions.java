package dev.waybill;

import java.time.Duration;
import java.util.function.Consumer;

/**
 * A session of transactions under one id, one after the other. One thread at a time.
 *
 * <p>Opening a session fences every older one of the same id and aborts what it left open. A
 * transaction that is open for longer than the session's timeout is aborted by the engine.
 */
public interface Transactions extends AutoCloseable {

  /** How long a transaction may be open unless the session is opened with another timeout. */
  Duration DEFAULT_TIMEOUT = Duration.ofMinutes(1);

  /** Begins a transaction; the one before must have ended. */
  Transaction begin();

  /** Runs the work in a transaction: commits when it returns, aborts when it throws. */
  default void run(Consumer<Transaction> work) {
    try (Transaction transaction = begin()) {
      work.accept(transaction);
      transaction.commit();
    }
  }

  String id();

  /** Aborts what is open and ends the session. */
  @Override
  void close();
}
