package dev.waybill.orders.audit;

import dev.waybill.orders.audit.RecordBatchReader.StoredRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;

/** The effects in a topic: JSON objects, read from the partitions' files. */
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
  List<Effect> read(Path data, String topic) {
    List<Effect> effects = new ArrayList<>();
    try {
      for (Path partition : partitions(data, topic)) {
        readPartition(name(topic, partition), partition, effects);
      }
    } catch (IOException e) {
      flaws.add(EvidenceReader.unreadable(service, e.toString()));
    }
    return effects;
  }

  private void readPartition(String name, Path partition, List<Effect> effects) throws IOException {
    PartitionReader.Content content = PartitionReader.read(partition);
    for (StoredRecord stored : content.committed()) {
      Effect.Place place = new Effect.Place(name, stored.offset());
      try {
        effects.add(effect(stored, place));
      } catch (JacksonException | IllegalArgumentException e) {
        flaws.add(EvidenceReader.unreadable(service, place + ": " + e.getMessage()));
      }
    }
    for (StoredRecord open : content.undecided()) {
      flaws.add(
          new Violation(
              Violation.Kind.UNDECIDED,
              service,
              "",
              name + "@" + open.offset() + ": neither committed nor aborted"));
    }
  }

  private static Effect effect(StoredRecord stored, Effect.Place place) {
    byte[] value = stored.value();
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

  // Created as topics/TOPIC/PARTITION.ID; a topic nobody has used yet has no directory.
  private static List<Path> partitions(Path data, String topic) throws IOException {
    Path directory = data.resolve("topics").resolve(topic);
    if (!Files.exists(directory)) {
      return List.of();
    }
    try (Stream<Path> paths = Files.list(directory)) {
      return paths.filter(Files::isDirectory).sorted().toList();
    }
  }

  private static String name(String topic, Path partition) {
    String directory = String.valueOf(partition.getFileName());
    int dot = directory.indexOf('.');
    return topic + "-" + (dot < 0 ? directory : directory.substring(0, dot));
  }
}
