package dev.waybill.compatibility.difference;

import static dev.waybill.compatibility.difference.Trees.array;
import static dev.waybill.compatibility.difference.Trees.object;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.protocol.ApiKeys;
import org.jspecify.annotations.Nullable;

/** Topics come, grow, are set, shown, and go, with good and bad names, counts and settings. */
final class TopicConversation implements Conversation {
  private static final int STEPS = 60;
  private static final List<String> BAD_NAMES =
      List.of("", ".", "..", "a/b", "a b", "x".repeat(250), "ünicode");

  /** Settings of topics, good, bad, and of no meaning. */
  private static final List<List<String>> CONFIGS =
      List.of(
          List.of("retention.ms", "60000"),
          List.of("retention.ms", "-1"),
          List.of("retention.ms", "-2"),
          List.of("retention.ms", "soon"),
          List.of("retention.bytes", "1000000"),
          List.of("cleanup.policy", "compact"),
          List.of("cleanup.policy", "delete"),
          List.of("cleanup.policy", "compact,delete"),
          List.of("cleanup.policy", "burn"),
          List.of("max.message.bytes", "2000"),
          List.of("max.message.bytes", "-5"),
          List.of("message.timestamp.type", "LogAppendTime"),
          List.of("message.timestamp.type", "Yesterday"),
          List.of("segment.bytes", "2000000"),
          List.of("min.insync.replicas", "1"),
          List.of("compression.type", "rar"),
          List.of("no.such.setting", "1"));

  private static final int SET = 0;
  private static final int DELETE = 1;
  private static final int APPEND = 2;
  private static final int SUBTRACT = 3;

  private Speaker speaker;
  private Dice dice;
  private String prefix;

  @Override
  public void hold(Speaker speaker, Dice dice) throws IOException {
    this.speaker = speaker;
    this.dice = dice;
    prefix = "topics-" + dice.within(0, 1 << 30) + "-";
    dice.takes(
        STEPS,
        List.of(
            this::create,
            this::create,
            this::create,
            this::grow,
            this::delete,
            this::metadata,
            this::metadataById,
            this::describe,
            this::showSettings,
            this::set,
            this::set,
            this::replace));
    clear();
    differ();
  }

  private String name() {
    return dice.oneIn(8) ? dice.of(BAD_NAMES) : prefix + dice.within(1, 6);
  }

  private void create() throws IOException {
    ArrayNode topics = array();
    for (int i = dice.within(1, 3); i > 0; i--) {
      topics.add(
          object(
              "name", name(),
              "numPartitions", dice.of(1, 2, 3, -1, 0, -3),
              "replicationFactor", dice.of(1, 1, 1, -1, 0, 3),
              "assignments", array(),
              "configs", configs()));
    }
    ObjectNode request =
        object("topics", topics, "timeoutMs", 10_000, "validateOnly", dice.oneIn(4));
    change(ApiKeys.CREATE_TOPICS, request);
  }

  private ArrayNode configs() {
    ArrayNode configs = array();
    if (dice.oneIn(3)) {
      List<String> config = dice.of(CONFIGS);
      configs.add(object("name", config.get(0), "value", config.get(1)));
    }
    return configs;
  }

  private void grow() throws IOException {
    ObjectNode topic =
        object("name", name(), "count", dice.of(1, 2, 4, 5, 0, -1), "assignments", null);
    change(
        ApiKeys.CREATE_PARTITIONS,
        object("topics", array(topic), "timeoutMs", 10_000, "validateOnly", dice.oneIn(4)));
  }

  private void delete() throws IOException {
    String name = name();
    ArrayNode topics = array();
    topics.add(object("name", name, "topicId", Uuid.ZERO_UUID));
    if (dice.oneIn(3)) {
      topics.add(object("name", null, "topicId", "AAAAAAAAAAAAAAAAAAAAEg"));
    }
    change(
        ApiKeys.DELETE_TOPICS,
        object("topicNames", array(name), "topics", topics, "timeoutMs", 10_000));
  }

  private void metadata() throws IOException {
    boolean all = dice.oneIn(4);
    ArrayNode topics = array();
    for (int i = all ? 0 : dice.within(0, 3); i > 0; i--) {
      topics.add(object("name", name(), "topicId", Uuid.ZERO_UUID));
    }
    short version = speaker.any(ApiKeys.METADATA, dice);
    speaker.ask(ApiKeys.METADATA, version, metadata(all && version > 0 ? null : topics));
  }

  private void metadataById() throws IOException {
    String id = dice.oneIn(3) ? "AAAAAAAAAAAAAAAAAAAAEg" : speaker.topicId(prefix + "1");
    if (!id.equals(Uuid.ZERO_UUID.toString())) {
      speaker.ask(
          ApiKeys.METADATA,
          speaker.any(ApiKeys.METADATA, 12, dice),
          metadata(array(object("name", null, "topicId", id))));
    }
  }

  private ObjectNode metadata(@Nullable ArrayNode topics) {
    return object(
        "topics",
        topics,
        "allowAutoTopicCreation",
        dice.oneIn(2),
        "includeClusterAuthorizedOperations",
        dice.oneIn(2),
        "includeTopicAuthorizedOperations",
        dice.oneIn(2));
  }

  private void describe() throws IOException {
    ArrayNode topics = array();
    for (int i = dice.within(1, 3); i > 0; i--) {
      topics.add(object("name", prefix + dice.within(1, 6)));
    }
    JsonNode cursor =
        dice.oneIn(3)
            ? object("topicName", prefix + "2", "partitionIndex", dice.within(0, 2))
            : object().nullNode();
    speaker.ask(
        ApiKeys.DESCRIBE_TOPIC_PARTITIONS,
        0,
        object("topics", topics, "responsePartitionLimit", dice.of(1, 2, 100), "cursor", cursor));
  }

  private void showSettings() throws IOException {
    List<String> asked = new ArrayList<>();
    for (int i = dice.within(1, 3); i > 0; i--) {
      asked.add(dice.of(CONFIGS).get(0));
    }
    ObjectNode resource =
        object(
            "resourceType",
            2,
            "resourceName",
            name(),
            "configurationKeys",
            asked.stream().distinct().toList());
    speaker.ask(
        ApiKeys.DESCRIBE_CONFIGS,
        speaker.any(ApiKeys.DESCRIBE_CONFIGS, dice),
        object(
            "resources", array(resource),
            "includeSynonyms", dice.oneIn(2),
            "includeDocumentation", false));
  }

  private void set() throws IOException {
    ArrayNode configs = array();
    boolean validateOnly = dice.oneIn(4);
    for (int i = dice.within(1, 2); i > 0; i--) {
      List<String> config = dice.of(CONFIGS);
      int operation =
          switch (config.get(0)) {
            case "no.such.setting" -> SET;
            // Not taken away: a list of nothing, which Kafka takes, would make the topics unlike.
            case "cleanup.policy" -> dice.of(SET, SET, SET, DELETE, APPEND);
            default -> dice.of(SET, SET, SET, DELETE, APPEND, SUBTRACT);
          };
      configs.add(
          object(
              "name",
              config.get(0),
              "configOperation",
              operation,
              "value",
              operation == DELETE ? null : config.get(1)));
    }
    ObjectNode resource = object("resourceType", 2, "resourceName", name(), "configs", configs);
    change(
        ApiKeys.INCREMENTAL_ALTER_CONFIGS,
        object("resources", array(resource), "validateOnly", validateOnly));
  }

  private void replace() throws IOException {
    ObjectNode resource = object("resourceType", 2, "resourceName", name(), "configs", configs());
    change(
        ApiKeys.ALTER_CONFIGS, object("resources", array(resource), "validateOnly", dice.oneIn(4)));
  }

  private void change(ApiKeys key, ObjectNode request) throws IOException {
    JsonNode answer = speaker.ask(key, speaker.any(key, dice), request);
    boolean changed = answer.findValues("errorCode").stream().anyMatch(code -> code.asInt() == 0);
    if (changed && !request.path("validateOnly").asBoolean()) {
      speaker.settle();
    }
  }

  /** What we answer otherwise, once for certain. */
  private void differ() throws IOException {
    String name = prefix + "1";
    ArrayNode usual = array(object("name", "cleanup.policy", "value", "delete"));
    for (boolean validateOnly : List.of(true, false)) {
      ObjectNode topic =
          object(
              "name",
              name,
              "numPartitions",
              1,
              "replicationFactor",
              1,
              "assignments",
              array(),
              "configs",
              usual);
      speaker.ask(
          ApiKeys.CREATE_TOPICS,
          speaker.last(ApiKeys.CREATE_TOPICS),
          object("topics", array(topic), "timeoutMs", 10_000, "validateOnly", validateOnly));
    }
    speaker.settle();
    policyTheOtherWayRound(name);
    validate(name, "cleanup.policy", SUBTRACT, "compact,delete");
    validate(name, "compression.type", SET, "lz4");
    clear();
  }

  private void policyTheOtherWayRound(String topic) throws IOException {
    ObjectNode config = object("name", "cleanup.policy", "value", "delete,compact");
    ObjectNode resource =
        object("resourceType", 2, "resourceName", topic, "configs", array(config));
    change(ApiKeys.ALTER_CONFIGS, object("resources", array(resource), "validateOnly", false));
    resource.remove("configs");
    resource.set("configurationKeys", array("cleanup.policy"));
    speaker.ask(
        ApiKeys.DESCRIBE_CONFIGS,
        speaker.last(ApiKeys.DESCRIBE_CONFIGS),
        object(
            "resources", array(resource),
            "includeSynonyms", false,
            "includeDocumentation", false));
  }

  private void validate(String topic, String setting, int operation, String value)
      throws IOException {
    ObjectNode config = object("name", setting, "configOperation", operation, "value", value);
    ObjectNode resource =
        object("resourceType", 2, "resourceName", topic, "configs", array(config));
    speaker.ask(
        ApiKeys.INCREMENTAL_ALTER_CONFIGS,
        speaker.last(ApiKeys.INCREMENTAL_ALTER_CONFIGS),
        object("resources", array(resource), "validateOnly", true));
  }

  private void clear() throws IOException {
    for (int i = 1; i <= 6; i++) {
      speaker.askAside(
          ApiKeys.DELETE_TOPICS, 1, object("topicNames", array(prefix + i), "timeoutMs", 10_000));
    }
    speaker.settle();
  }
}
