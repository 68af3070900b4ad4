package dev.waybill.benchmarks.load;

import dev.waybill.Receipt;
import dev.waybill.message.Durability;
import java.util.concurrent.CompletableFuture;

/** The receipts of the newest publishes; see {@link Awaited}. One thread. */
public final class Receipts {

  /** More messages of 100 bytes than a publisher's default buffer of 16 MiB takes. */
  public static final int AMPLE = Awaited.AMPLE;

  private final Awaited<Receipt> awaited;

  /**
   * @param expected how durable each message must be
   * @param places so many publishes may be under way; more wait for the oldest
   */
  public Receipts(Durability expected, int places) {
    this.awaited = new Awaited<>(receipt -> check(receipt, expected), places);
  }

  public void add(CompletableFuture<Receipt> receipt) {
    awaited.add(receipt);
  }

  /** Waits for every one that was added, checks it and forgets it. */
  public void awaitAll() {
    awaited.awaitAll();
  }

  /** Fails unless the message is as durable as it must be, and has its place. */
  static void check(Receipt receipt, Durability expected) {
    if (receipt.durability() != expected || receipt.offset() < 0) {
      throw new IllegalStateException(
          "expected a receipt that is " + expected + ", found " + receipt);
    }
  }
}
