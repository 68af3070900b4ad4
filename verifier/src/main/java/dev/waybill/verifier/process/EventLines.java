package dev.waybill.verifier.process;

import dev.waybill.verifier.history.Event;
import dev.waybill.verifier.history.Recorded;
import java.util.HashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * An event as one line of JSON, as histories have it.
 *
 * <pre>
 *   {"n":0,"ms":12,"event":"PublishFailed","process":"p","message":7,"reason":"rejected"}
 * </pre>
 */
final class EventLines {
  private static final String NUMBER = "n";
  private static final String MILLIS = "ms";
  private static final String EVENT = "event";
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final Map<String, Class<?>> KINDS = new HashMap<>();

  static {
    for (Class<?> kind : Event.class.getPermittedSubclasses()) {
      KINDS.put(kind.getSimpleName(), kind);
    }
  }

  private EventLines() {}

  static String of(Recorded recorded) {
    ObjectNode line = JSON.createObjectNode();
    line.put(NUMBER, recorded.number());
    line.put(MILLIS, recorded.millis());
    line.put(EVENT, recorded.event().getClass().getSimpleName());
    ObjectNode fields = JSON.valueToTree(recorded.event());
    line.setAll(fields);
    return JSON.writeValueAsString(line);
  }

  /**
   * The event of a line.
   *
   * @throws RuntimeException the line is torn, or no event's
   */
  static Recorded parse(String text) {
    ObjectNode line = (ObjectNode) JSON.readTree(text);
    JsonNode number = line.remove(NUMBER);
    JsonNode millis = line.remove(MILLIS);
    JsonNode kind = line.remove(EVENT);
    if (number == null || millis == null || kind == null) {
      throw new IllegalArgumentException("expected an event's line, found " + text);
    }
    Class<?> type = KINDS.get(kind.asString());
    if (type == null) {
      throw new IllegalArgumentException("expected a kind of event, found " + kind);
    }
    Event event = (Event) JSON.treeToValue(line, type);
    return new Recorded(number.asLong(), millis.asLong(), event);
  }
}
