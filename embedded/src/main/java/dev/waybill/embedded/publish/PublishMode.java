package dev.waybill.embedded.publish;

import dev.waybill.broker.append.Acks;
import java.util.function.LongSupplier;

/**
 * How batches reach the broker.
 *
 * @param acks what the broker answers after
 * @param awaited whether completions wait for that answer; if not, they are told at once
 * @param transactional whether batches belong to the producer's open transaction
 * @param maxUnwrittenBytes the broker's bound on bytes handed over and not yet written
 * @param nanoClock ascending nanoseconds, for lingering, retries and timeouts
 */
public record PublishMode(
    Acks acks,
    boolean awaited,
    boolean transactional,
    long maxUnwrittenBytes,
    LongSupplier nanoClock) {

  /** A publisher's mode for what its settings ask. */
  public static PublishMode plain(
      dev.waybill.engine.Acks asked, long maxUnwrittenBytes, LongSupplier nanoClock) {
    return switch (asked) {
      // The broker may still read the buffer after answering NONE; WRITTEN gives it back.
      case NONE -> new PublishMode(Acks.WRITTEN, false, false, maxUnwrittenBytes, nanoClock);
      case WRITTEN -> new PublishMode(Acks.WRITTEN, true, false, maxUnwrittenBytes, nanoClock);
      case SYNCED -> new PublishMode(Acks.SYNCED, true, false, maxUnwrittenBytes, nanoClock);
    };
  }

  /** A transaction's mode: written suffices, because the commit syncs what it covers. */
  public static PublishMode transactional(long maxUnwrittenBytes, LongSupplier nanoClock) {
    return new PublishMode(Acks.WRITTEN, true, true, maxUnwrittenBytes, nanoClock);
  }
}
