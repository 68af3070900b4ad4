package dev.waybill.benchmarks.load;

import dev.waybill.Receipt;
import dev.waybill.message.Durability;
import java.util.ArrayDeque;
import java.util.concurrent.CompletableFuture;

/**
 * The futures of the newest publishes, each of which is looked at, so that not one completion, nor
 * its durability, is taken on trust. One thread.
 *
 * <pre>
 *   add ──► filling ──full──► [256] [256] [256] … ──all done──► checked, dropped
 *                                newest     oldest
 * </pre>
 *
 * <p>Looks as soon as a block is done, as an application would: futures held for longer grow old,
 * and what is measured then is the collector.
 */
final class Receipts {

  /** More messages of 100 bytes than a publisher's default buffer of 16 MiB takes. */
  static final int AMPLE = 1 << 18;

  private static final int BLOCK = 256;

  private final Durability expected;
  private final int maxBlocks;
  private final ArrayDeque<CompletableFuture<Receipt>[]> full = new ArrayDeque<>();
  private CompletableFuture<Receipt>[] filling = block();
  private int filled;

  /** How many of the oldest block were found done. */
  private int done;

  /**
   * @param expected how durable each message must be
   * @param places so many publishes may be under way; more wait for the oldest
   */
  Receipts(Durability expected, int places) {
    this.expected = expected;
    this.maxBlocks = Math.max(1, places / BLOCK);
  }

  void add(CompletableFuture<Receipt> receipt) {
    filling[filled++] = receipt;
    if (filled == BLOCK) {
      full.addLast(filling);
      filling = block();
      filled = 0;
      checkDone();
    }
  }

  private void checkDone() {
    while (!full.isEmpty() && isDone(full.getFirst())) {
      checkOldest();
    }
    if (full.size() >= maxBlocks) {
      checkOldest();
    }
  }

  private boolean isDone(CompletableFuture<Receipt>[] block) {
    while (done < BLOCK && block[done].isDone()) {
      done++;
    }
    return done == BLOCK;
  }

  private void checkOldest() {
    for (CompletableFuture<Receipt> receipt : full.removeFirst()) {
      check(receipt.join(), expected);
    }
    done = 0;
  }

  /** Waits for every one that was added, checks it and forgets it. */
  void awaitAll() {
    while (!full.isEmpty()) {
      checkOldest();
    }
    for (int i = 0; i < filled; i++) {
      check(filling[i].join(), expected);
    }
    filling = block();
    filled = 0;
  }

  /** Fails unless the message is as durable as it must be, and has its place. */
  static void check(Receipt receipt, Durability expected) {
    if (receipt.durability() != expected || receipt.offset() < 0) {
      throw new IllegalStateException(
          "expected a receipt that is " + expected + ", found " + receipt);
    }
  }

  @SuppressWarnings({"unchecked", "rawtypes"}) // an array of a generic type
  private static CompletableFuture<Receipt>[] block() {
    return new CompletableFuture[BLOCK];
  }
}
