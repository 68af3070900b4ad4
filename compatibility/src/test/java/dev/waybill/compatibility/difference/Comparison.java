package dev.waybill.compatibility.difference;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Where two trees are not the same. Arrays of things that have a key are compared as sets, since
 * their order means nothing on the wire; others element by element.
 */
final class Comparison {

  /** Fields that tell the elements of an array apart, the first that all of them have. */
  private static final List<String> KEYS =
      List.of(
          "apiKey",
          "nodeId",
          "resourceName",
          "groupId",
          "name",
          "topicName",
          "topic",
          "topicId",
          "partitionIndex",
          "partition",
          "index",
          "transactionalId",
          "producerId",
          "memberId");

  private final Exchange exchange;
  private final List<Discrepancy> found = new ArrayList<>();

  private Comparison(Exchange exchange) {
    this.exchange = exchange;
  }

  /** What differs between the answers of two exchanges of the same request. */
  static List<Discrepancy> of(Exchange ours, Exchange theirs) {
    Comparison comparison = new Comparison(ours);
    comparison.compare("", ours.answer(), theirs.answer());
    return comparison.found;
  }

  private void compare(String path, JsonNode ours, JsonNode theirs) {
    if (ours.isObject() && theirs.isObject()) {
      Set<String> fields = new LinkedHashSet<>();
      ours.fieldNames().forEachRemaining(fields::add);
      theirs.fieldNames().forEachRemaining(fields::add);
      for (String field : fields) {
        compare(path.isEmpty() ? field : path + "." + field, ours.path(field), theirs.path(field));
      }
    } else if (ours.isArray() && theirs.isArray() && texts(ours).equals(texts(theirs))) {
      return;
    } else if (ours.isArray() && theirs.isArray()) {
      Map<String, JsonNode> left = elements(ours, theirs);
      Map<String, JsonNode> right = elements(theirs, ours);
      Set<String> keys = new LinkedHashSet<>(left.keySet());
      keys.addAll(right.keySet());
      MissingNode missing = MissingNode.getInstance();
      for (String key : keys) {
        compare(
            path + "[" + key + "]",
            left.getOrDefault(key, missing),
            right.getOrDefault(key, missing));
      }
    } else if (!same(ours, theirs)) {
      found.add(new Discrepancy(exchange, path, ours, theirs));
    }
  }

  /** What an array holds, in an order that does not depend on the array's. */
  private static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(element -> texts.add(element.toString()));
    texts.sort(null);
    return texts;
  }

  private static boolean same(JsonNode ours, JsonNode theirs) {
    return ours.isNumber() && theirs.isNumber()
        ? ours.asText().equals(theirs.asText())
        : ours.equals(theirs);
  }

  private static Map<String, JsonNode> elements(JsonNode array, JsonNode other) {
    String key =
        KEYS.stream()
            .filter(name -> Stream.of(array, other).allMatch(each -> areToldApartBy(name, each)))
            .findFirst()
            .orElse("");
    Map<String, JsonNode> elements = new LinkedHashMap<>();
    for (JsonNode element : array) {
      String name = key.isEmpty() ? "" + elements.size() : element.get(key).asText();
      elements.put(name, element);
    }
    return elements;
  }

  private static boolean areToldApartBy(String field, JsonNode array) {
    Set<String> values = new LinkedHashSet<>();
    for (JsonNode element : array) {
      if (!element.hasNonNull(field) || !values.add(element.get(field).asText())) {
        return false;
      }
    }
    return true;
  }
}
