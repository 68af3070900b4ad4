package dev.waybill.kafka.admin;

import dev.waybill.kafka.cluster.Cluster;
import dev.waybill.kafka.translation.Answers;
import dev.waybill.kafka.translation.Failures;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * Whether brokers see a topic as it was changed. The controller has it first and brokers learn it
 * one by one, while Kafka's client asks whichever is idle: only several answers in a row make it
 * likely that all know.
 */
final class Visibility {

  private static final long FIRST_PAUSE_NANOS = Duration.ofMillis(5).toNanos();
  private static final long LONGEST_PAUSE_NANOS = Duration.ofMillis(250).toNanos();
  private static final int MOST_SIGHTINGS = 12;

  private final Cluster cluster;

  Visibility(Cluster cluster) {
    this.cluster = cluster;
  }

  /** The topic as some broker sees it; empty if that one knows of none. */
  Optional<TopicDescription> look(String attempted, String topic) {
    try {
      return cluster
          .admin()
          .describeTopics(List.of(topic))
          .allTopicNames()
          .toCompletionStage()
          .toCompletableFuture()
          .join()
          .values()
          .stream()
          .findFirst();
    } catch (CompletionException e) {
      Throwable cause = Failures.root(e);
      if (cause instanceof UnknownTopicOrPartitionException
          || cause instanceof InvalidTopicException) {
        return Optional.empty();
      }
      throw Failures.ofQuestion(attempted, e);
    }
  }

  /**
   * Waits until brokers agree on what they see, at most for the request timeout.
   *
   * @return whether they came to
   */
  boolean await(String attempted, String topic, Predicate<Optional<TopicDescription>> wanted) {
    int sightings = sightings(attempted);
    return until(
        cluster.options().requestTimeout(),
        () -> {
          for (int i = 0; i < sightings; i++) {
            if (!wanted.test(look(attempted, topic))) {
              return false;
            }
          }
          return true;
        });
  }

  private int sightings(String attempted) {
    int brokers = Answers.ofQuestion(attempted, cluster.admin().describeCluster().nodes()).size();
    return brokers <= 1 ? 1 : Math.min(MOST_SIGHTINGS, 2 * brokers);
  }

  /** Every partition can be written and read. */
  static Predicate<Optional<TopicDescription>> led(int partitions) {
    return seen ->
        seen.isPresent()
            && seen.get().partitions().size() >= partitions
            && seen.get().partitions().stream()
                .allMatch(partition -> partition.leader() != null && !partition.leader().isEmpty());
  }

  /**
   * Looks again after growing pauses. An interrupt does not end the wait; its flag is kept.
   *
   * @return whether it was reached in time
   */
  static boolean until(Duration within, BooleanSupplier reached) {
    boolean interrupted = false;
    long begin = System.nanoTime();
    long pause = FIRST_PAUSE_NANOS;
    try {
      while (!reached.getAsBoolean()) {
        if (System.nanoTime() - begin >= within.toNanos()) {
          return false;
        }
        LockSupport.parkNanos(pause);
        interrupted |= Thread.interrupted();
        pause = Math.min(LONGEST_PAUSE_NANOS, 2 * pause);
      }
      return true;
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
