package dev.waybill.kafka.admin;

import dev.waybill.admin.GroupDescription;
import dev.waybill.admin.GroupDescription.Member;
import dev.waybill.admin.GroupDescription.Position;
import dev.waybill.admin.Groups;
import dev.waybill.error.RejectedException;
import dev.waybill.error.WaybillException;
import dev.waybill.kafka.cluster.Cluster;
import dev.waybill.kafka.cluster.StartOffsets;
import dev.waybill.kafka.translation.Answers;
import dev.waybill.kafka.translation.Failures;
import dev.waybill.kafka.translation.Words;
import dev.waybill.message.StartPosition;
import dev.waybill.message.TopicPartition;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletionException;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.ListGroupsOptions;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.FencedMemberEpochException;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.GroupNotEmptyException;
import org.apache.kafka.common.errors.IllegalGenerationException;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.StaleMemberEpochException;
import org.apache.kafka.common.errors.UnknownMemberIdException;

/**
 * The cluster's groups of consumers, of either protocol, and those that only have positions. Groups
 * of other kinds (Connect's workers, share groups, streams groups) are none. Thread-safe.
 */
public final class KafkaGroups implements Groups {

  /** Classic groups have generations, but nobody outside is told them. */
  private static final int EPOCH_UNKNOWN = -1;

  /** How a commit from outside is refused while members are there. */
  private static final List<Class<? extends RuntimeException>> HAS_MEMBERS =
      List.of(
          UnknownMemberIdException.class,
          GroupNotEmptyException.class,
          IllegalGenerationException.class,
          StaleMemberEpochException.class,
          FencedMemberEpochException.class,
          RebalanceInProgressException.class);

  private final Cluster cluster;
  private final Visibility visibility;
  private final GroupPositions positions;
  private final StartOffsets starts;

  public KafkaGroups(Cluster cluster) {
    this.cluster = cluster;
    this.visibility = new Visibility(cluster);
    this.positions = new GroupPositions(cluster);
    this.starts = new StartOffsets(cluster.offsets());
  }

  @Override
  public List<String> list() {
    cluster.requireOpen();
    Collection<GroupListing> groups =
        Answers.ofQuestion(
            "listing groups",
            cluster.admin().listGroups(ListGroupsOptions.forConsumerGroups()).all());
    return groups.stream()
        .filter(group -> !group.groupState().equals(Optional.of(GroupState.DEAD)))
        .map(GroupListing::groupId)
        .sorted()
        .toList();
  }

  @Override
  public Optional<GroupDescription> describe(String group) {
    cluster.requireOpen();
    String attempted = "describing group " + group;
    return find(attempted, group).map(found -> describe(attempted, found));
  }

  private Optional<ConsumerGroupDescription> find(String attempted, String group) {
    KafkaFuture<Map<String, ConsumerGroupDescription>> asked =
        cluster.admin().describeConsumerGroups(List.of(group)).all();
    try {
      return asked.toCompletionStage().toCompletableFuture().join().values().stream()
          .filter(found -> found.groupState() != GroupState.DEAD)
          .findFirst();
    } catch (CompletionException e) {
      Throwable cause = Failures.root(e);
      // The second is what Kafka's client says of a group that is not one of consumers.
      if (cause instanceof GroupIdNotFoundException || cause instanceof IllegalArgumentException) {
        return Optional.empty();
      }
      throw Failures.ofQuestion(attempted, e);
    }
  }

  private GroupDescription describe(String attempted, ConsumerGroupDescription group) {
    List<Member> members = group.members().stream().map(this::member).toList();
    Map<TopicPartition, String> owners = new HashMap<>();
    members.forEach(
        member -> member.partitions().forEach(partition -> owners.put(partition, member.id())));
    Map<TopicPartition, Long> committed = positions.committed(attempted, group.groupId());
    Set<TopicPartition> partitions = new TreeSet<>(committed.keySet());
    Map<TopicPartition, Long> ends = ends(attempted, group, partitions);
    partitions.addAll(ends.keySet());
    List<Position> found = new ArrayList<>();
    for (TopicPartition partition : partitions) {
      found.add(
          new Position(
              partition,
              committed.getOrDefault(partition, -1L),
              ends.getOrDefault(partition, 0L),
              owners.get(partition)));
    }
    return new GroupDescription(
        group.groupId(),
        group.groupState().name().toLowerCase(Locale.ROOT),
        group.groupEpoch().orElse(EPOCH_UNKNOWN),
        members,
        found);
  }

  /**
   * Where partitions end: those committed in, and, because a partition nobody committed in yet has
   * a lag too, all of the topics that members own something of or are to own. A deleted topic has
   * no end.
   */
  private Map<TopicPartition, Long> ends(
      String attempted, ConsumerGroupDescription group, Set<TopicPartition> committedIn) {
    Set<String> shared = new TreeSet<>();
    for (MemberDescription member : group.members()) {
      Words.toApi(member.assignment().topicPartitions()).forEach(p -> shared.add(p.topic()));
      member
          .targetAssignment()
          .ifPresent(to -> Words.toApi(to.topicPartitions()).forEach(p -> shared.add(p.topic())));
    }
    Set<String> topics = new TreeSet<>(shared);
    committedIn.forEach(partition -> topics.add(partition.topic()));
    Set<TopicPartition> existing = new TreeSet<>();
    for (String topic : topics) {
      visibility.look(attempted, topic).stream()
          .flatMap(found -> found.partitions().stream())
          .map(found -> new TopicPartition(topic, found.partition()))
          .filter(partition -> shared.contains(topic) || committedIn.contains(partition))
          .forEach(existing::add);
    }
    return cluster.offsets().latest(existing);
  }

  private Member member(MemberDescription member) {
    return new Member(
        member.consumerId(),
        cluster.ownMembers().contains(member.consumerId()) ? "" : client(member),
        member.memberEpoch().orElse(EPOCH_UNKNOWN),
        Words.toApi(member.assignment().topicPartitions()).stream().sorted().toList());
  }

  private static String client(MemberDescription member) {
    String host = member.host().startsWith("/") ? member.host().substring(1) : member.host();
    return member.clientId().isEmpty() ? host : member.clientId() + " at " + host;
  }

  @Override
  public Map<TopicPartition, Long> positions(String group, Collection<TopicPartition> partitions) {
    cluster.requireOpen();
    Map<TopicPartition, Long> found =
        new TreeMap<>(positions.settled("reading positions of group " + group, group, partitions));
    found.values().removeIf(offset -> offset < 0);
    return found;
  }

  @Override
  public void reset(String group, String topic, StartPosition position) {
    cluster.requireOpen();
    String attempted = "resetting group " + group;
    int count = cluster.topics().ask(attempted, topic);
    List<TopicPartition> partitions = new ArrayList<>(count);
    for (int partition = 0; partition < count; partition++) {
      partitions.add(new TopicPartition(topic, partition));
    }
    move(attempted, group, starts.of(attempted, position, partitions));
  }

  @Override
  public void reset(String group, Map<TopicPartition, Long> next) {
    cluster.requireOpen();
    String attempted = "resetting group " + group;
    for (TopicPartition partition : next.keySet()) {
      int count = cluster.topics().ask(attempted, partition.topic());
      if (partition.partition() >= count) {
        throw new RejectedException(
            attempted
                + ": expected a partition of topic "
                + partition.topic()
                + " from 0 to "
                + (count - 1)
                + ", found "
                + partition.partition()
                + "; no position was moved. Correct the number");
      }
    }
    starts.requireInRange(attempted, next);
    if (!next.isEmpty()) {
      move(attempted, group, next);
    }
  }

  /**
   * Moves positions. A transaction that is still open would move them again when it commits: it is
   * waited for.
   */
  private void move(String attempted, String group, Map<TopicPartition, Long> next) {
    Map<TopicPartition, Long> before = positions.settled(attempted, group, next.keySet());
    try {
      Void unused =
          Answers.ofChange(
              attempted + " from " + before,
              cluster.admin().alterConsumerGroupOffsets(group, Words.positions(next)).all());
    } catch (WaybillException e) {
      Throwable cause = e.getCause();
      if (HAS_MEMBERS.stream().anyMatch(type -> type.isInstance(cause))) {
        throw new RejectedException(
            attempted
                + ": expected a group without members, found one whose members are alive, or were"
                + " until a moment ago; no position was moved. Stop the group's members first",
            cause);
      }
      throw e;
    }
  }

  @Override
  public void delete(String group) {
    cluster.requireOpen();
    Void unused =
        Answers.ofChange(
            "deleting group " + group, cluster.admin().deleteConsumerGroups(List.of(group)).all());
  }
}
