package dev.waybill.compatibility.crash;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is under way at the clients, for whoever picks the moment of a kill. Thread-safe.
 *
 * <p>A client that reaches the stage that the killer wants is held there until the server is dead:
 * so the kill meets it exactly there, on however slow a machine.
 */
final class Work {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** Where a transaction is. */
  enum Stage {
    /** Its batches are acknowledged by the server. */
    SENT,
    /** So are its group's positions. */
    STAGED,
    /** Its end is asked for. */
    ENDING
  }

  private long acknowledged;
  private long transactions;
  private final Set<String> copied = new HashSet<>();
  private int unacknowledged;
  private @Nullable Stage stage;
  private @Nullable Stage wanted;
  private boolean met;
  private long releases;
  private @Nullable Throwable failure;

  synchronized void sent() {
    unacknowledged++;
  }

  /** Acknowledged or given up. */
  synchronized void settled(boolean wasAcknowledged) {
    unacknowledged--;
    if (wasAcknowledged) {
      acknowledged++;
      notifyAll();
    }
  }

  synchronized int unacknowledged() {
    return unacknowledged;
  }

  /** Where the open transaction is; null when none is. */
  synchronized @Nullable Stage stage() {
    return stage;
  }

  /**
   * A transaction got this far; null: it is over. Returns when nobody wants it to wait there.
   *
   * @param reached {@code ENDING} is never waited at
   */
  synchronized void reached(@Nullable Stage reached) throws InterruptedException {
    stage = reached;
    if (reached == null) {
      transactions++;
      notifyAll();
      return;
    }
    if (reached != wanted) {
      return;
    }
    met = true;
    notifyAll();
    long before = releases;
    while (reached != Stage.ENDING && releases == before) {
      wait();
    }
  }

  /** A copier committed what it copied. */
  synchronized void copied(String copier) {
    copied.add(copier);
    notifyAll();
  }

  /** A client cannot go on; whoever waits is told. */
  synchronized void failed(Throwable why) {
    if (failure == null) {
      failure = why;
    }
    notifyAll();
  }

  synchronized void checkHealthy() {
    if (failure != null) {
      throw new AssertionError("a client cannot go on", failure);
    }
  }

  /** Waits for so many more acknowledgements. */
  synchronized void awaitAcknowledged(long more) throws InterruptedException {
    long goal = acknowledged + more;
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (acknowledged < goal) {
      await(end, more + " more acknowledgements");
    }
  }

  /** Waits until so many more transactions are over. */
  synchronized void awaitTransactions(long more) throws InterruptedException {
    long goal = transactions + more;
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (transactions < goal) {
      await(end, "the end of " + more + " more transactions");
    }
  }

  /** Waits until so many copiers each committed once more. */
  synchronized void awaitCopies(int copiers) throws InterruptedException {
    copied.clear();
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (copied.size() < copiers) {
      await(end, "copies by " + copiers + " copiers, not only by " + copied);
    }
  }

  /** Waits until a transaction gets there, and holds it there. */
  synchronized void awaitAndHold(Stage at) throws InterruptedException {
    wanted = at;
    met = false;
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!met) {
      await(end, "a transaction that is " + at);
    }
  }

  /** The server is dead: whoever is held may go on. */
  synchronized void release() {
    wanted = null;
    releases++;
    notifyAll();
  }

  private void await(long endNanos, String what) throws InterruptedException {
    checkHealthy();
    long left = Duration.ofNanos(endNanos - System.nanoTime()).toMillis();
    if (left <= 0) {
      throw new AssertionError("expected " + what + " within " + PATIENCE + ", found none");
    }
    wait(left);
  }
}
