package dev.waybill.compatibility.difference;

import static dev.waybill.compatibility.difference.Trees.array;
import static dev.waybill.compatibility.difference.Trees.object;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerPartitionAssignor.Subscription;
import org.apache.kafka.clients.consumer.internals.ConsumerProtocol;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/** Groups of the classic protocol with one member at a time, and positions with and without. */
final class GroupConversation implements Conversation {
  private static final int STEPS = 80;

  /** A group as its only member knows it. */
  private static final class Group {
    final String id;
    final @Nullable String instance;
    String member = "";
    int generation = -1;

    Group(String id, @Nullable String instance) {
      this.id = id;
      this.instance = instance;
    }
  }

  private Speaker speaker;
  private Dice dice;
  private String topic;
  private String topicId;
  private List<Group> groups;

  @Override
  public void hold(Speaker speaker, Dice dice) throws IOException {
    this.speaker = speaker;
    this.dice = dice;
    String prefix = "groups-" + dice.within(0, 1 << 30) + "-";
    topic = prefix + "topic";
    speaker.makeTopic(topic, 2);
    topicId = speaker.topicId(topic);
    groups =
        List.of(
            new Group(prefix + "dynamic", null),
            new Group(prefix + "static", "instance"),
            new Group(prefix + "outside", null));
    for (Group group : groups) {
      exist(group);
    }
    find();
    dice.takes(
        STEPS,
        List.of(
            this::join,
            this::join,
            this::join,
            this::share,
            this::share,
            this::beat,
            this::beat,
            this::leave,
            this::commit,
            this::commit,
            this::commit,
            this::positions,
            this::positions,
            this::deletePositions,
            this::describe,
            this::describe,
            this::list,
            this::delete,
            this::find));
  }

  private Group any() {
    return dice.of(groups);
  }

  /** The group's member, or now and then somebody else. */
  private String member(Group group) {
    return dice.oneIn(8) ? "nobody" : group.member;
  }

  private int generation(Group group) {
    return dice.oneIn(8) ? group.generation + 3 : group.generation;
  }

  private void join() throws IOException {
    Group group = groups.get(dice.within(0, 1));
    // A second member would wait for the first.
    String member = dice.oneIn(10) ? "nobody" : group.member;
    JsonNode answer =
        speaker.ask(
            ApiKeys.JOIN_GROUP,
            group.instance == null
                ? speaker.any(ApiKeys.JOIN_GROUP, dice)
                : speaker.any(ApiKeys.JOIN_GROUP, 5, dice),
            object(
                "groupId",
                dice.oneIn(20) ? "" : group.id,
                "sessionTimeoutMs",
                dice.of(30_000, 30_000, 30_000, 30_000, 1, 10_000_000),
                "rebalanceTimeoutMs",
                30_000,
                "memberId",
                member,
                "groupInstanceId",
                group.instance,
                "protocolType",
                dice.oneIn(10) ? "" : "consumer",
                "protocols",
                dice.oneIn(10)
                    ? array()
                    : array(object("name", "range", "metadata", subscription())),
                "reason",
                null));
    Errors error = Speaker.errorOf(answer);
    if (error == Errors.MEMBER_ID_REQUIRED) {
      group.member = answer.path("memberId").asText();
    } else if (error == Errors.NONE) {
      group.member = answer.path("memberId").asText();
      group.generation = answer.path("generationId").asInt();
    }
  }

  private byte[] subscription() {
    return bytes(ConsumerProtocol.serializeSubscription(new Subscription(List.of(topic))));
  }

  private static byte[] bytes(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(bytes);
    return bytes;
  }

  private void share() throws IOException {
    Group group = groups.get(dice.within(0, 1));
    speaker.ask(
        ApiKeys.SYNC_GROUP,
        speaker.any(ApiKeys.SYNC_GROUP, group.instance == null ? 0 : 3, dice),
        object(
            "groupId",
            group.id,
            "generationId",
            generation(group),
            "memberId",
            member(group),
            "groupInstanceId",
            group.instance,
            "protocolType",
            dice.oneIn(8) ? "other" : "consumer",
            "protocolName",
            dice.oneIn(8) ? "other" : "range",
            "assignments",
            array(object("memberId", group.member, "assignment", new byte[] {1, 2, 3}))));
  }

  private void beat() throws IOException {
    Group group = any();
    speaker.ask(
        ApiKeys.HEARTBEAT,
        speaker.any(ApiKeys.HEARTBEAT, group.instance == null ? 0 : 3, dice),
        object(
            "groupId",
            group.id,
            "generationId",
            generation(group),
            "memberId",
            member(group),
            "groupInstanceId",
            group.instance));
  }

  private void leave() throws IOException {
    Group group = any();
    String member = member(group);
    JsonNode answer =
        speaker.ask(
            ApiKeys.LEAVE_GROUP,
            speaker.any(ApiKeys.LEAVE_GROUP, group.instance == null ? 0 : 3, dice),
            object(
                "groupId",
                group.id,
                "memberId",
                member,
                "members",
                array(
                    object(
                        "memberId", member, "groupInstanceId", group.instance, "reason", null))));
    boolean left = answer.findValues("errorCode").stream().allMatch(code -> code.asInt() == 0);
    if (left) {
      group.member = "";
      group.generation = -1;
    }
  }

  private void commit() throws IOException {
    Group group = any();
    boolean outside = dice.oneIn(3);
    ObjectNode partition =
        object(
            "partitionIndex",
            dice.of(0, 0, 1, 9),
            "committedOffset",
            (long) dice.of(0, 5, 70),
            "committedLeaderEpoch",
            dice.of(-1, 0),
            "committedMetadata",
            outside && group == groups.get(2)
                ? dice.of("", "x".repeat(5_000))
                : dice.of("", "note"));
    boolean known = !dice.oneIn(6);
    speaker.ask(
        ApiKeys.OFFSET_COMMIT,
        speaker.any(ApiKeys.OFFSET_COMMIT, group.instance == null ? 0 : 7, dice),
        object(
            "groupId",
            group.id,
            "generationIdOrMemberEpoch",
            outside ? -1 : generation(group),
            "memberId",
            outside ? "" : member(group),
            "groupInstanceId",
            group.instance,
            "retentionTimeMs",
            -1L,
            "topics",
            array(
                object(
                    "name", known ? topic : "nowhere",
                    "topicId", known ? topicId : "AAAAAAAAAAAAAAAAAAAAEg",
                    "partitions", array(partition)))));
  }

  private void positions() throws IOException {
    Group group = any();
    boolean all = dice.oneIn(3);
    boolean known = !dice.oneIn(6);
    JsonNode topics =
        all
            ? object().nullNode()
            : array(
                object(
                    "name", known ? topic : "nowhere",
                    "topicId", known ? topicId : "AAAAAAAAAAAAAAAAAAAAEg",
                    "partitionIndexes", array(0, 1, 9)));
    speaker.ask(
        ApiKeys.OFFSET_FETCH,
        speaker.any(ApiKeys.OFFSET_FETCH, all ? 2 : 0, dice),
        object(
            "groupId",
            group.id,
            "topics",
            topics,
            "groups",
            array(
                object("groupId", group.id, "memberId", null, "memberEpoch", -1, "topics", topics)),
            "requireStable",
            false));
  }

  private void deletePositions() throws IOException {
    ObjectNode asked =
        object(
            "name",
            dice.oneIn(6) ? "nowhere" : topic,
            "partitions",
            array(object("partitionIndex", 0), object("partitionIndex", dice.of(1, 9))));
    speaker.ask(
        ApiKeys.OFFSET_DELETE,
        0,
        object("groupId", dice.oneIn(6) ? "no-group" : any().id, "topics", array(asked)));
  }

  private void describe() throws IOException {
    speaker.ask(
        ApiKeys.DESCRIBE_GROUPS,
        speaker.any(ApiKeys.DESCRIBE_GROUPS, dice),
        object(
            "groups", array(dice.oneIn(6) ? "no-group" : any().id),
            "includeAuthorizedOperations", dice.oneIn(2)));
  }

  private void list() throws IOException {
    speaker.ask(
        ApiKeys.LIST_GROUPS,
        speaker.any(ApiKeys.LIST_GROUPS, dice),
        object(
            "statesFilter",
                dice.of(array(), array("Stable"), array("Empty", "stable"), array("No")),
            "typesFilter", dice.of(array(), array("classic"), array("Consumer"), array("no"))));
  }

  private void delete() throws IOException {
    Group group = any();
    JsonNode answer =
        speaker.ask(
            ApiKeys.DELETE_GROUPS,
            speaker.any(ApiKeys.DELETE_GROUPS, dice),
            object("groupsNames", array(dice.oneIn(6) ? "no-group" : group.id)));
    if (answer.path("results").path(0).path("groupId").asText().equals(group.id)
        && Speaker.errorOf(answer.path("results").path(0)) == Errors.NONE) {
      group.member = "";
      group.generation = -1;
      exist(group);
    }
  }

  /** A commit that fails makes a group of nothing in Kafka; so there is one already. */
  private void exist(Group group) throws IOException {
    List<ObjectNode> partitions = new ArrayList<>();
    for (int partition = 0; partition < 2; partition++) {
      partitions.add(
          object(
              "partitionIndex",
              partition,
              "committedOffset",
              1L,
              "committedLeaderEpoch",
              -1,
              "committedMetadata",
              ""));
    }
    speaker.askAside(
        ApiKeys.OFFSET_COMMIT,
        8,
        object(
            "groupId",
            group.id,
            "generationIdOrMemberEpoch",
            -1,
            "memberId",
            "",
            "groupInstanceId",
            null,
            "topics",
            array(object("name", topic, "partitions", partitions))));
  }

  private void find() throws IOException {
    String key = dice.oneIn(8) ? "" : any().id;
    speaker.ask(
        ApiKeys.FIND_COORDINATOR,
        speaker.any(ApiKeys.FIND_COORDINATOR, dice),
        object("key", key, "keyType", dice.of(0, 0, 1, 9), "coordinatorKeys", array(key)));
  }
}
