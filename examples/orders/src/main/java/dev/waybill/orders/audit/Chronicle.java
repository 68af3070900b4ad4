package dev.waybill.orders.audit;

import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;

/**
 * What the parent process saw of a run.
 *
 * @param orders how many orders the run was to take
 * @param plannedKills how many times the pipeline was to be killed
 * @param books where payment and inventory kept theirs, for people
 * @param drained whether the pipeline said that every service had caught up
 */
public record Chronicle(
    long orders,
    int plannedKills,
    long seed,
    String books,
    List<Life> lives,
    List<Acknowledged> acknowledged,
    List<Resumption> resumptions,
    List<Kill> kills,
    List<Zombie> zombies,
    boolean drained) {

  public Chronicle {
    lives = List.copyOf(lives);
    acknowledged = List.copyOf(acknowledged);
    resumptions = List.copyOf(resumptions);
    kills = List.copyOf(kills);
    zombies = List.copyOf(zombies);
  }

  /** The numbers of all acknowledged orders, ascending, each once. */
  public LongStream acknowledgedOrders() {
    return acknowledged.stream()
        .flatMapToLong(range -> LongStream.rangeClosed(range.first(), range.last()))
        .sorted()
        .distinct();
  }

  /** Whether that was done by a process after it had been woken beside its successor. */
  boolean isOfZombie(int run, long atMillis) {
    return zombies.stream()
        .anyMatch(zombie -> zombie.run() == run && zombie.wokenMillis() <= atMillis);
  }

  /**
   * A life of the pipeline's process.
   *
   * @param openedMillis when it had recovered its data; empty if it died before
   * @param endMillis when it was killed or had ended, or was stopped for good
   */
  public record Life(
      int run, long startMillis, Optional<Long> openedMillis, Optional<Long> endMillis) {}

  /**
   * Orders {@code first} to {@code last} were acknowledged.
   *
   * @param late found committed only after a restart: the acknowledgement itself was lost
   */
  public record Acknowledged(long atMillis, long first, long last, boolean late) {}

  /**
   * A life of the intake began by finding all orders up to {@code lastOrder} committed.
   *
   * @param acknowledgedBefore the last order that had been acknowledged by then: if it is the
   *     higher one, acknowledged orders were gone, though they may have been published anew
   */
  public record Resumption(long lastOrder, long acknowledgedBefore) {}

  /**
   * A life that was stopped, and woken when the next one had taken its place.
   *
   * @param wokenMillis what it did from then on it did too late
   */
  public record Zombie(int run, long wokenMillis) {}

  /**
   * A SIGKILL, of the pipeline or of what it stands on, or a stop.
   *
   * @param hit whether work was under way; a kill that missed proves nothing
   * @param orderId the order it struck; empty if none in particular
   */
  public record Kill(long atMillis, int run, boolean hit, String where, String orderId) {}
}
