package dev.waybill.orders.audit;

import dev.waybill.orders.audit.TopicReader.Message;
import dev.waybill.orders.audit.TopicReader.Partition;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;

/** The effects in a topic: JSON objects, partition by partition. */
final class LedgerReader {

  private static final ObjectMapper JSON = JsonMapper.builder().build();
  private static final List<String> CONTENT = List.of("amountCents", "items");

  private final AuditedService service;
  private final List<Violation> flaws;

  LedgerReader(AuditedService service, List<Violation> flaws) {
    this.service = service;
    this.flaws = flaws;
  }

  /** All committed effects, partition by partition. */
  List<Effect> read(TopicReader topics, String topic) {
    List<Effect> effects = new ArrayList<>();
    try {
      for (Partition partition : topics.read(topic)) {
        readPartition(topic + "-" + partition.number(), partition, effects);
      }
    } catch (IOException e) {
      flaws.add(EvidenceReader.unreadable(service, e.toString()));
    }
    return effects;
  }

  private void readPartition(String name, Partition partition, List<Effect> effects) {
    for (Message message : partition.committed()) {
      Effect.Place place = new Effect.Place(name, message.offset());
      try {
        effects.add(effect(message, place));
      } catch (JacksonException | IllegalArgumentException e) {
        flaws.add(EvidenceReader.unreadable(service, place + ": " + e.getMessage()));
      }
    }
    for (long offset : partition.undecided()) {
      flaws.add(
          new Violation(
              Violation.Kind.UNDECIDED,
              service,
              "",
              name + "@" + offset + ": neither committed nor aborted"));
    }
  }

  private static Effect effect(Message message, Effect.Place place) {
    byte[] value = message.value();
    if (value == null) {
      throw new IllegalArgumentException("expected a JSON object, found no value");
    }
    JsonNode json = JSON.readTree(value);
    Map<String, String> content = new HashMap<>();
    for (String name : CONTENT) {
      if (json.has(name)) {
        content.put(name, json.get(name).toString());
      }
    }
    return new Effect(
        json.required("orderId").asString(),
        json.required("userId").asString(),
        json.required("sequence").asInt(),
        content,
        json.path("run").asInt(0),
        json.path("atMillis").asLong(0),
        place);
  }
}
