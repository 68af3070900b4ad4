package dev.waybill.compatibility.difference;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** JSON trees in few words. */
final class Trees {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private Trees() {}

  /**
   * An object.
   *
   * @param namesAndValues names and values in turn; a value is null, a tree, a collection, bytes, a
   *     truth, a number or a text
   */
  static ObjectNode object(@Nullable Object... namesAndValues) {
    ObjectNode object = NODES.objectNode();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      object.set(String.valueOf(namesAndValues[i]), tree(namesAndValues[i + 1]));
    }
    return object;
  }

  static ArrayNode array(Object... elements) {
    return array(List.of(elements));
  }

  static ArrayNode array(Collection<?> elements) {
    ArrayNode array = NODES.arrayNode();
    elements.forEach(element -> array.add(tree(element)));
    return array;
  }

  private static JsonNode tree(@Nullable Object value) {
    if (value == null) {
      return NODES.nullNode();
    }
    if (value instanceof JsonNode node) {
      return node;
    }
    if (value instanceof Collection<?> elements) {
      return array(elements);
    }
    if (value instanceof byte[] bytes) {
      return NODES.binaryNode(bytes);
    }
    if (value instanceof Boolean truth) {
      return NODES.booleanNode(truth);
    }
    if (value instanceof Long number) {
      return NODES.numberNode(number);
    }
    if (value instanceof Number number) {
      return NODES.numberNode(number.intValue());
    }
    return NODES.textNode(value.toString());
  }
}
