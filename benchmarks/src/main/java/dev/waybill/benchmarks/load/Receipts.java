package dev.waybill.benchmarks.load;

import dev.waybill.Receipt;
import dev.waybill.message.Durability;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The futures of the newest publishes, in a ring: each is looked at when its place is needed again,
 * so that not one completion, nor its durability, is taken on trust. One thread.
 */
final class Receipts {

  /** More messages of 100 bytes than a publisher's default buffer of 16 MiB takes. */
  static final int AMPLE = 1 << 18;

  private final Durability expected;
  private final @Nullable CompletableFuture<Receipt>[] ring;
  private long added;

  /**
   * @param expected how durable each message must be
   * @param places a power of two: so many publishes may be under way
   */
  Receipts(Durability expected, int places) {
    this.expected = expected;
    this.ring = ring(places);
  }

  void add(CompletableFuture<Receipt> receipt) {
    int place = (int) (added & (ring.length - 1));
    CompletableFuture<Receipt> oldest = ring[place];
    if (oldest != null) {
      check(oldest.join(), expected);
    }
    ring[place] = receipt;
    added++;
  }

  /** Waits for every one that was added, checks it and forgets it. */
  void awaitAll() {
    for (int place = 0; place < ring.length; place++) {
      CompletableFuture<Receipt> receipt = ring[place];
      if (receipt != null) {
        check(receipt.join(), expected);
        ring[place] = null;
      }
    }
  }

  /** Fails unless the message is as durable as it must be, and has its place. */
  static void check(Receipt receipt, Durability expected) {
    if (receipt.durability() != expected || receipt.offset() < 0) {
      throw new IllegalStateException(
          "expected a receipt that is " + expected + ", found " + receipt);
    }
  }

  @SuppressWarnings({"unchecked", "rawtypes"}) // an array of a generic type
  private static @Nullable CompletableFuture<Receipt>[] ring(int places) {
    return new CompletableFuture[places];
  }
}
