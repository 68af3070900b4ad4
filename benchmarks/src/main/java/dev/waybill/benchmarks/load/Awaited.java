package dev.waybill.benchmarks.load;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/**
 * The futures of the newest publishes, each of which is looked at, so that not one completion, nor
 * what it says, is taken on trust. One thread.
 *
 * <pre>
 *   add ──► filling ──full──► [256] [256] [256] … ──all done──► checked, dropped
 *                                newest     oldest
 * </pre>
 *
 * <p>Looks as soon as a block is done, as an application would: futures held for longer grow old,
 * and what is measured then is the collector.
 *
 * @param <R> what they complete with
 */
public final class Awaited<R> {

  /** More messages of 100 bytes than a publisher's default buffer of 16 MiB takes. */
  public static final int AMPLE = 1 << 18;

  private static final int BLOCK = 256;

  private final Consumer<R> check;
  private final int maxBlocks;
  private final ArrayDeque<List<Future<R>>> full = new ArrayDeque<>();
  private List<Future<R>> filling = new ArrayList<>(BLOCK);

  /** How many of the oldest block were found done. */
  private int done;

  /**
   * @param check throws unless what a publish completed with is as it must be
   * @param places so many publishes may be under way; more wait for the oldest
   */
  public Awaited(Consumer<R> check, int places) {
    this.check = check;
    this.maxBlocks = Math.max(1, places / BLOCK);
  }

  public void add(Future<R> publish) {
    filling.add(publish);
    if (filling.size() == BLOCK) {
      full.addLast(filling);
      filling = new ArrayList<>(BLOCK);
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

  private boolean isDone(List<Future<R>> block) {
    while (done < BLOCK && block.get(done).isDone()) {
      done++;
    }
    return done == BLOCK;
  }

  private void checkOldest() {
    checkAll(full.removeFirst());
    done = 0;
  }

  /** Waits for every one that was added, checks it and forgets it. */
  public void awaitAll() {
    while (!full.isEmpty()) {
      checkOldest();
    }
    checkAll(filling);
    filling = new ArrayList<>(BLOCK);
  }

  private void checkAll(List<Future<R>> block) {
    for (Future<R> publish : block) {
      try {
        check.accept(publish.get());
      } catch (ExecutionException e) {
        throw new IllegalStateException("expected every publish to succeed, found a failure", e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted before every publish was answered", e);
      }
    }
  }
}
