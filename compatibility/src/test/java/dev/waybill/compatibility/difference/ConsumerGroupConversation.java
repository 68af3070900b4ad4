package dev.waybill.compatibility.difference;

import static dev.waybill.compatibility.difference.Trees.array;
import static dev.waybill.compatibility.difference.Trees.object;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.List;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/** A group of KIP-848 with one member, which beats in turn and out of turn. */
final class ConsumerGroupConversation implements Conversation {
  private static final int STEPS = 50;

  private Speaker speaker;
  private Dice dice;
  private String prefix;
  private String topicId;
  private String group;
  private String member = "";
  private int epoch;

  @Override
  public void hold(Speaker speaker, Dice dice) throws IOException {
    this.speaker = speaker;
    this.dice = dice;
    prefix = "consumers-" + dice.within(0, 1 << 30) + "-";
    speaker.makeTopic(prefix + "a", 2);
    speaker.makeTopic(prefix + "b", 1);
    topicId = speaker.topicId(prefix + "a");
    speaker.topicId(prefix + "b");
    group = prefix + "group";
    join();
    dice.takes(
        STEPS,
        List.of(
            this::join,
            this::beat,
            this::beat,
            this::subscribe,
            this::mistake,
            this::leave,
            this::commit,
            this::positions,
            this::describe,
            this::describe,
            this::list,
            this::delete));
    if (epoch > 0) {
      leave();
    }
  }

  private void join() throws IOException {
    if (epoch > 0) {
      return;
    }
    boolean named = dice.oneIn(2);
    short version = speaker.any(ApiKeys.CONSUMER_GROUP_HEARTBEAT, dice);
    member = named || version > 0 ? prefix + "member" : "";
    beat(
        version,
        object(
            "memberEpoch",
            0,
            "rebalanceTimeoutMs",
            dice.of(30_000, 30_000, 30_000, -1),
            "subscribedTopicNames",
            dice.oneIn(8) ? null : array(prefix + "a"),
            "serverAssignor",
            dice.of("range", "uniform", "none"),
            "topicPartitions",
            dice.oneIn(8) ? null : array()));
  }

  private void beat() throws IOException {
    if (epoch > 0) {
      beat(object("memberEpoch", epoch));
    }
  }

  private void subscribe() throws IOException {
    if (epoch > 0) {
      List<String> names =
          dice.of(
              List.of(prefix + "a"),
              List.of(prefix + "a", prefix + "b"),
              List.of("nowhere-" + prefix),
              List.of());
      beat(object("memberEpoch", epoch, "subscribedTopicNames", names));
    }
  }

  private void mistake() throws IOException {
    int right = epoch;
    String me = member;
    if (dice.oneIn(2)) {
      member = "stranger";
    }
    ask(speaker.any(ApiKeys.CONSUMER_GROUP_HEARTBEAT, dice), object("memberEpoch", right + 7));
    member = me;
  }

  private void leave() throws IOException {
    if (member.isEmpty()) {
      return;
    }
    ask(speaker.any(ApiKeys.CONSUMER_GROUP_HEARTBEAT, dice), object("memberEpoch", -1));
    epoch = 0;
  }

  private void beat(ObjectNode fields) throws IOException {
    beat(speaker.any(ApiKeys.CONSUMER_GROUP_HEARTBEAT, dice), fields);
  }

  private void beat(short version, ObjectNode fields) throws IOException {
    JsonNode answer = ask(version, fields);
    if (Speaker.errorOf(answer) == Errors.NONE) {
      member = answer.path("memberId").asText();
      epoch = answer.path("memberEpoch").asInt();
    }
  }

  private JsonNode ask(short version, ObjectNode fields) throws IOException {
    ObjectNode request =
        object(
            "groupId", group,
            "memberId", member,
            "instanceId", null,
            "rackId", null,
            "rebalanceTimeoutMs", -1,
            "subscribedTopicNames", null,
            "subscribedTopicRegex", null,
            "serverAssignor", null,
            "topicPartitions", null);
    request.setAll(fields);
    return speaker.ask(ApiKeys.CONSUMER_GROUP_HEARTBEAT, version, request);
  }

  private void commit() throws IOException {
    ObjectNode partition =
        object(
            "partitionIndex",
            0,
            "committedOffset",
            3L,
            "committedLeaderEpoch",
            -1,
            "committedMetadata",
            "");
    boolean mine = !dice.oneIn(4);
    speaker.ask(
        ApiKeys.OFFSET_COMMIT,
        speaker.any(ApiKeys.OFFSET_COMMIT, 9, dice),
        object(
            "groupId",
            group,
            "generationIdOrMemberEpoch",
            epoch > 0 ? epoch + (mine ? 0 : 1) : -1,
            "memberId",
            epoch > 0 ? member : "",
            "groupInstanceId",
            null,
            "topics",
            array(
                object("name", prefix + "a", "topicId", topicId, "partitions", array(partition)))));
  }

  private void positions() throws IOException {
    @Nullable String asker = epoch > 0 && dice.oneIn(2) ? member : null;
    speaker.ask(
        ApiKeys.OFFSET_FETCH,
        speaker.any(ApiKeys.OFFSET_FETCH, 9, dice),
        object(
            "groups",
            array(
                object(
                    "groupId",
                    group,
                    "memberId",
                    asker,
                    "memberEpoch",
                    asker == null ? -1 : epoch + dice.of(0, 0, 1),
                    "topics",
                    null)),
            "requireStable",
            false));
  }

  private void describe() throws IOException {
    if (dice.oneIn(3)) {
      speaker.ask(
          ApiKeys.DESCRIBE_GROUPS,
          speaker.any(ApiKeys.DESCRIBE_GROUPS, dice),
          object("groups", array(group), "includeAuthorizedOperations", false));
      return;
    }
    speaker.ask(
        ApiKeys.CONSUMER_GROUP_DESCRIBE,
        speaker.any(ApiKeys.CONSUMER_GROUP_DESCRIBE, dice),
        object(
            "groupIds", array(group, "no-group"),
            "includeAuthorizedOperations", dice.oneIn(2)));
  }

  private void list() throws IOException {
    speaker.ask(
        ApiKeys.LIST_GROUPS,
        speaker.any(ApiKeys.LIST_GROUPS, dice),
        object("statesFilter", array(), "typesFilter", dice.of(array(), array("consumer"))));
  }

  private void delete() throws IOException {
    JsonNode answer =
        speaker.ask(
            ApiKeys.DELETE_GROUPS,
            speaker.any(ApiKeys.DELETE_GROUPS, dice),
            object("groupsNames", array(group)));
    if (Speaker.errorOf(answer.path("results").path(0)) == Errors.NONE) {
      epoch = 0;
    }
  }
}
