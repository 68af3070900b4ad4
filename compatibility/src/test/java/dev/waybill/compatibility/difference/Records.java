package dev.waybill.compatibility.difference;

import static dev.waybill.compatibility.difference.Trees.array;
import static dev.waybill.compatibility.difference.Trees.object;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.message.ProduceRequestData;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.record.internal.BaseRecords;
import org.apache.kafka.common.record.internal.ControlRecordType;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.MutableRecordBatch;
import org.apache.kafka.common.record.internal.Record;
import org.jspecify.annotations.Nullable;

/** Bytes of records as trees. */
final class Records {

  private Records() {}

  /**
   * Puts the records of a message, batch by batch, into its tree, where Kafka's converters leave
   * them out.
   */
  static JsonNode spelledOut(ApiMessage message, JsonNode tree) {
    if (message instanceof FetchResponseData fetched) {
      Iterator<JsonNode> topics = tree.path("responses").iterator();
      for (FetchResponseData.FetchableTopicResponse topic : fetched.responses()) {
        Iterator<JsonNode> partitions = topics.next().path("partitions").iterator();
        for (FetchResponseData.PartitionData partition : topic.partitions()) {
          spellOut(partition.records(), partitions.next());
        }
      }
      mergeTopics((ObjectNode) tree);
    } else if (message instanceof ProduceRequestData produced) {
      Iterator<JsonNode> topics = tree.path("topicData").iterator();
      for (ProduceRequestData.TopicProduceData topic : produced.topicData()) {
        Iterator<JsonNode> partitions = topics.next().path("partitionData").iterator();
        for (ProduceRequestData.PartitionProduceData partition : topic.partitionData()) {
          spellOut(partition.records(), partitions.next());
        }
      }
    }
    return tree;
  }

  /** A topic whose partitions were served one by one may be told several times. */
  private static void mergeTopics(ObjectNode answer) {
    Map<String, ObjectNode> topics = new LinkedHashMap<>();
    for (JsonNode topic : answer.path("responses")) {
      String name = topic.path("topic").asText() + topic.path("topicId").asText();
      ObjectNode known = topics.get(name);
      if (known == null) {
        topics.put(name, (ObjectNode) topic);
      } else {
        known.withArray("partitions").addAll((ArrayNode) topic.get("partitions"));
      }
    }
    answer.set("responses", array(topics.values()));
  }

  private static void spellOut(@Nullable BaseRecords records, JsonNode partition) {
    if (records instanceof MemoryRecords bytes) {
      ((ObjectNode) partition).set("records", batches(bytes));
    }
  }

  private static JsonNode batches(MemoryRecords records) {
    ArrayNode batches = array();
    try {
      for (MutableRecordBatch batch : records.batches()) {
        batches.add(batch(batch));
      }
      if (records.validBytes() < records.sizeInBytes()) {
        batches.add("cut short");
      }
    } catch (KafkaException broken) {
      batches.add("broken");
    }
    return batches;
  }

  private static JsonNode batch(MutableRecordBatch batch) {
    ObjectNode tree =
        object(
            "baseOffset", batch.baseOffset(),
            "lastOffset", batch.lastOffset(),
            "magic", batch.magic(),
            "leaderEpoch", batch.partitionLeaderEpoch(),
            "codec", batch.compressionType().name,
            "timestamps", batch.timestampType().name,
            "producerId", batch.producerId(),
            "producerEpoch", batch.producerEpoch(),
            "baseSequence", batch.baseSequence(),
            "isTransactional", batch.isTransactional(),
            "isControl", batch.isControlBatch());
    if (!batch.isValid()) {
      tree.put("isValid", false);
      return tree;
    }
    ArrayNode told = array();
    try {
      for (Record record : batch) {
        told.add(record(batch, record));
      }
    } catch (KafkaException | IllegalArgumentException broken) {
      told.add("broken");
    }
    tree.set("told", told);
    return tree;
  }

  private static JsonNode record(MutableRecordBatch batch, Record record) {
    ObjectNode tree = object("offset", record.offset());
    if (batch.isControlBatch()) {
      tree.put("ends", ControlRecordType.parse(record.key()).name().toLowerCase(Locale.ROOT));
      return tree;
    }
    tree.set("key", text(record.key()));
    tree.set("value", text(record.value()));
    if (batch.timestampType() == TimestampType.CREATE_TIME) {
      tree.put("timestamp", record.timestamp());
    }
    tree.put("headers", record.headers().length);
    return tree;
  }

  private static JsonNode text(@Nullable ByteBuffer bytes) {
    return bytes == null
        ? object().nullNode()
        : TextNode.valueOf(UTF_8.decode(bytes.duplicate()).toString());
  }
}
