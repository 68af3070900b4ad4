package dev.waybill.cluster;

import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartitionInfo;
import org.jspecify.annotations.Nullable;

/**
 * Who does what in a cluster at this moment, as any client of it may ask. Nodes are named by their
 * ids. Where there is nobody at the moment, because an election is under way or a topic is not
 * there yet, it asks again for a minute and a half.
 *
 * <p>Safe for use by several threads.
 */
public final class Roles implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final long ASK_AGAIN_MILLIS = 100;

  private final Admin admin;

  /**
   * @param bootstrap as {@link ApacheKafka#bootstrap} says it
   */
  public Roles(String bootstrap) {
    admin =
        Admin.create(
            Map.of(
                "bootstrap.servers", bootstrap,
                "request.timeout.ms", "5000",
                "default.api.timeout.ms", "15000"));
  }

  /** A question to the cluster, and its answer if there is one at present. */
  @FunctionalInterface
  private interface Question<T> {

    Optional<T> ask() throws ExecutionException, InterruptedException;
  }

  /**
   * Who leads a partition.
   *
   * @throws IOException nobody, for too long; with the last reason
   */
  public int leader(String topic, int partition) throws IOException, InterruptedException {
    return answer(
        "a leader of " + topic + "/" + partition,
        () ->
            partitions(topic).stream()
                .filter(info -> info.partition() == partition)
                .flatMap(info -> id(info.leader()).stream())
                .findFirst());
  }

  /** Who coordinates a group; it must have had a member. */
  public int groupCoordinator(String group) throws IOException, InterruptedException {
    return answer(
        "a coordinator of group " + group,
        () ->
            admin.describeConsumerGroups(List.of(group)).all().get().values().stream()
                .flatMap(description -> id(description.coordinator()).stream())
                .findFirst());
  }

  /** Who coordinates the transactions of an id; it must have been used. */
  public int transactionCoordinator(String transactionalId)
      throws IOException, InterruptedException {
    return answer(
        "a coordinator of transactional id " + transactionalId,
        () ->
            Optional.of(
                admin
                    .describeTransactions(List.of(transactionalId))
                    .description(transactionalId)
                    .get()
                    .coordinatorId()));
  }

  /** The transactional ids that the cluster remembers. */
  public Set<String> transactionalIds() throws IOException, InterruptedException {
    return answer(
        "a list of transactional ids",
        () ->
            Optional.of(
                admin.listTransactions().all().get().stream()
                    .map(listing -> listing.transactionalId())
                    .collect(Collectors.toUnmodifiableSet())));
  }

  /** The nodes whose copy of a partition is complete. */
  public Set<Integer> inSync(String topic, int partition) throws IOException, InterruptedException {
    return answer(
        "the replicas of " + topic + "/" + partition,
        () ->
            partitions(topic).stream()
                .filter(info -> info.partition() == partition)
                .map(info -> info.isr().stream().map(Node::id).collect(Collectors.toSet()))
                .findFirst());
  }

  /**
   * Returns when every partition of every topic, Kafka's own included, has a leader and no replica
   * that is behind: when the next node may fall.
   *
   * @throws IOException there is one for too long; with its name
   */
  public void awaitWhole() throws IOException, InterruptedException {
    String[] lacking = {"a list of topics"};
    answer(
        () -> "every replica in sync, at last " + lacking[0],
        () -> {
          for (TopicDescription topic : topics()) {
            for (TopicPartitionInfo partition : topic.partitions()) {
              if (id(partition.leader()).isEmpty()
                  || partition.isr().size() < partition.replicas().size()) {
                lacking[0] = topic.name() + "/" + partition;
                return Optional.empty();
              }
            }
          }
          return Optional.of(true);
        });
  }

  private Collection<TopicDescription> topics() throws ExecutionException, InterruptedException {
    Set<String> names = admin.listTopics(new ListTopicsOptions().listInternal(true)).names().get();
    return admin.describeTopics(names).allTopicNames().get().values();
  }

  private List<TopicPartitionInfo> partitions(String topic)
      throws ExecutionException, InterruptedException {
    return admin.describeTopics(List.of(topic)).allTopicNames().get().values().stream()
        .flatMap(description -> description.partitions().stream())
        .toList();
  }

  private static Optional<Integer> id(@Nullable Node node) {
    return node == null || node.isEmpty() ? Optional.empty() : Optional.of(node.id());
  }

  private static <T> T answer(String what, Question<T> question)
      throws IOException, InterruptedException {
    return answer(() -> what, question);
  }

  private static <T> T answer(Supplier<String> what, Question<T> question)
      throws IOException, InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      KafkaException failure = null;
      try {
        Optional<T> answer = question.ask();
        if (answer.isPresent()) {
          return answer.get();
        }
      } catch (ExecutionException e) {
        // Nobody is there yet, or no longer: whatever the reason, it may pass.
        failure =
            e.getCause() instanceof KafkaException kafka ? kafka : new KafkaException(e.getCause());
      }
      if (System.nanoTime() > end) {
        throw new IOException(
            "expected " + what.get() + " within " + PATIENCE.toSeconds() + " s, found none",
            failure);
      }
      TimeUnit.MILLISECONDS.sleep(ASK_AGAIN_MILLIS);
    }
  }

  @Override
  public void close() {
    admin.close(Duration.ofSeconds(5));
  }
}
