package dev.waybill.compatibility.difference;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.Uuid;

/**
 * Names for what a server makes up, so that two servers' answers can be compared: the id of a topic
 * by the topic, others by when they were first heard. One thread uses it.
 */
final class Names {

  /** Fields of ids, and what kind of id each one is. */
  private static final Map<String, String> IDS =
      Map.of(
          "topicId", "topic",
          "producerId", "producer",
          "sessionId", "session",
          "memberId", "member",
          "leader", "member");

  /**
   * Of a group and its members: how they grow is a server's own affair, a member says them back.
   */
  private static final Set<String> EPOCHS = Set.of("memberEpoch", "groupEpoch", "assignmentEpoch");

  /** Fields of places and clocks, which say nothing about behaviour. */
  private static final Set<String> PLACES = Set.of("host", "port", "clusterId", "logDir");

  private static final Set<String> CLOCKS =
      Set.of("logAppendTimeMs", "transactionStartTimeMs", "lastTimestamp");

  /** A later time was not told to the server: it is its own. */
  private static final long LATEST_OF_OURS = Batches.BEGIN + 86_400_000L;

  /** Ids that mean that there is none. */
  private static final Set<String> NONE = Set.of(Uuid.ZERO_UUID.toString(), "", "0", "-1", "-2");

  private final Map<String, String> names = new HashMap<>();
  private final Map<String, Integer> counts = new HashMap<>();

  /** A copy of a tree with names in place of ids. */
  JsonNode in(JsonNode tree) {
    JsonNode copy = tree.deepCopy();
    learn(copy);
    replace(copy);
    return copy;
  }

  private void learn(JsonNode node) {
    if (node.has("topicId")) {
      String id = node.get("topicId").asText();
      String name = node.path("name").asText(node.path("topicName").asText(""));
      if (!NONE.contains(id) && !name.isEmpty()) {
        names.putIfAbsent("topic " + id, "id of " + name);
      }
    }
    node.forEach(this::learn);
  }

  private void replace(JsonNode node) {
    if (node instanceof ArrayNode array) {
      array.forEach(this::replace);
    } else if (node instanceof ObjectNode object) {
      epoch(object);
      object.properties().forEach(field -> field.setValue(named(field.getKey(), field.getValue())));
    }
  }

  /** The epochs of a producer, too, are told apart by when they were first heard. */
  private void epoch(ObjectNode object) {
    long producer = object.path("producerId").asLong(-1);
    int epoch = object.path("producerEpoch").asInt(-1);
    if (producer >= 0 && epoch >= 0) {
      String name = "epoch " + epoch + " of " + producer;
      String first = "an epoch of " + producer;
      object.put(
          "producerEpoch",
          names.computeIfAbsent(name, key -> "epoch #" + counts.merge(first, 1, Integer::sum)));
    }
  }

  private JsonNode named(String field, JsonNode value) {
    if (!value.isValueNode() || value.isNull()) {
      replace(value);
      return value;
    }
    String text = value.asText();
    if (PLACES.contains(field)) {
      return TextNode.valueOf("a " + field);
    }
    if (EPOCHS.contains(field) && !NONE.contains(text)) {
      return TextNode.valueOf("an epoch");
    }
    boolean isClock =
        CLOCKS.contains(field)
            ? value.asLong() >= 0
            : field.equals("timestamp") && value.asLong() > LATEST_OF_OURS;
    if (isClock) {
      return TextNode.valueOf("a time");
    }
    String kind = IDS.get(field);
    if (kind == null || NONE.contains(text)) {
      return value;
    }
    return TextNode.valueOf(names.computeIfAbsent(kind + " " + text, key -> numbered("a " + kind)));
  }

  private String numbered(String name) {
    return name + " #" + counts.merge(name, 1, Integer::sum);
  }
}
