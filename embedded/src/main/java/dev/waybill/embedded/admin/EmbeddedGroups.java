package dev.waybill.embedded.admin;

import dev.waybill.admin.GroupDescription;
import dev.waybill.admin.GroupDescription.Member;
import dev.waybill.admin.Groups;
import dev.waybill.broker.Broker;
import dev.waybill.broker.error.ErrorCode;
import dev.waybill.broker.group.GroupDescription.MemberDescription;
import dev.waybill.broker.group.Position;
import dev.waybill.broker.partition.Isolation;
import dev.waybill.broker.partition.PartitionView;
import dev.waybill.broker.topic.TopicPartition;
import dev.waybill.embedded.consume.Places;
import dev.waybill.embedded.translation.Answers;
import dev.waybill.embedded.translation.Failures;
import dev.waybill.embedded.translation.Words;
import dev.waybill.error.RejectedException;
import dev.waybill.error.WaybillException;
import dev.waybill.message.StartPosition;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** The broker's consumer groups. */
public final class EmbeddedGroups implements Groups {
  private static final long NOTHING_COMMITTED = -1;

  private final Broker broker;
  private final Runnable requireOpen;
  private final Places places;

  /** {@code requireOpen} throws once the engine is closed. */
  public EmbeddedGroups(Broker broker, Runnable requireOpen) {
    this.broker = broker;
    this.requireOpen = requireOpen;
    this.places = new Places(broker, Isolation.READ_UNCOMMITTED);
  }

  @Override
  public List<String> list() {
    requireOpen.run();
    return List.copyOf(Answers.await("listing groups", broker::groups).keySet());
  }

  @Override
  public Optional<GroupDescription> describe(String group) {
    requireOpen.run();
    try {
      return Optional.of(
          describe(Answers.await("describing group " + group, () -> broker.describeGroup(group))));
    } catch (WaybillException e) {
      if (isUnknownGroup(e)) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private static boolean isUnknownGroup(WaybillException e) {
    Throwable cause = e.getCause();
    return cause != null
        && Failures.code(cause).filter(ErrorCode.UNKNOWN_GROUP::equals).isPresent();
  }

  private GroupDescription describe(dev.waybill.broker.group.GroupDescription group) {
    // Partitions nobody committed in yet have a lag too: all that the group subscribes to count.
    SortedMap<TopicPartition, Long> committed = new TreeMap<>();
    for (MemberDescription member : group.members()) {
      for (String topic : member.topics()) {
        broker
            .views(topic)
            .forEach(view -> committed.put(view.topicPartition(), NOTHING_COMMITTED));
      }
    }
    group.positions().forEach((partition, at) -> committed.put(partition, at.offset()));
    List<Member> members = GroupMembers.of(group);
    Map<dev.waybill.message.TopicPartition, String> owners = new HashMap<>();
    members.forEach(
        member -> member.partitions().forEach(partition -> owners.put(partition, member.id())));
    List<GroupDescription.Position> positions = new ArrayList<>();
    committed.forEach(
        (partition, offset) ->
            positions.add(
                new GroupDescription.Position(
                    Words.toApi(partition),
                    offset,
                    end(partition),
                    owners.get(Words.toApi(partition)))));
    return new GroupDescription(
        group.name(),
        group.state().name().toLowerCase(Locale.ROOT),
        group.epoch(),
        members,
        positions);
  }

  private long end(TopicPartition partition) {
    return broker.view(partition).map(view -> view.offsets().highWatermark()).orElse(0L);
  }

  @Override
  public void reset(String group, String topic, StartPosition position) {
    requireOpen.run();
    List<PartitionView> views = broker.views(topic);
    if (views.isEmpty()) {
      throw new RejectedException(
          "resetting group "
              + group
              + ": expected an existing topic, found none named '"
              + topic
              + "'; no position was moved. Correct the name");
    }
    Map<TopicPartition, Position> positions = new HashMap<>();
    for (PartitionView view : views) {
      TopicPartition partition = view.topicPartition();
      positions.put(partition, Position.at(places.offsetOf(Words.toApi(partition), position)));
    }
    Answers.await("resetting group " + group, () -> broker.resetPositions(group, positions));
  }

  @Override
  public void reset(String group, Map<dev.waybill.message.TopicPartition, Long> next) {
    requireOpen.run();
    Map<TopicPartition, Position> positions = new HashMap<>();
    next.forEach(
        (partition, offset) -> {
          if (offset < 0) {
            throw new RejectedException(
                "resetting group "
                    + group
                    + ": expected an offset of at least 0 in "
                    + partition
                    + ", found "
                    + offset
                    + "; no position was moved. Correct the offset");
          }
          long inRange = places.offsetOf(partition, StartPosition.offset(offset));
          positions.put(Words.toBroker(partition), Position.at(inRange));
        });
    Answers.await("resetting group " + group, () -> broker.resetPositions(group, positions));
  }

  @Override
  public void delete(String group) {
    requireOpen.run();
    Answers.await("deleting group " + group, () -> broker.deleteGroup(group));
  }
}
