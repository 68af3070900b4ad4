package dev.waybill.kafka.cluster;

import dev.waybill.engine.Isolation;
import dev.waybill.kafka.translation.Answers;
import dev.waybill.kafka.translation.Words;
import dev.waybill.message.TopicPartition;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;

/** Where partitions begin and end now, many at a time. Thread-safe. */
public final class Offsets {

  private final Admin admin;
  private final Duration patience;

  /**
   * @param patience how long one question may take, which its retries share
   */
  Offsets(Admin admin, Duration patience) {
    this.admin = admin;
    this.patience = patience;
  }

  /** The same, where one question may take that long. */
  public Offsets within(Duration otherPatience) {
    return new Offsets(admin, otherPatience);
  }

  /** The oldest messages kept. */
  public Map<TopicPartition, Long> earliest(Collection<TopicPartition> partitions) {
    return ask(partitions, OffsetSpec.earliest(), Isolation.READ_UNCOMMITTED);
  }

  /** Where messages end, those of open transactions included: the high watermark. */
  public Map<TopicPartition, Long> latest(Collection<TopicPartition> partitions) {
    return ask(partitions, OffsetSpec.latest(), Isolation.READ_UNCOMMITTED);
  }

  /** Where committed messages end: the last stable offset. */
  public Map<TopicPartition, Long> stable(Collection<TopicPartition> partitions) {
    return ask(partitions, OffsetSpec.latest(), Isolation.READ_COMMITTED);
  }

  /**
   * The first messages of that time or later; where messages end, where there is none. Two
   * questions at the most.
   */
  public Map<TopicPartition, Long> from(Instant time, Collection<TopicPartition> partitions) {
    Map<TopicPartition, Long> found =
        ask(
            partitions,
            OffsetSpec.forTimestamp(Math.max(0, time.toEpochMilli())),
            Isolation.READ_UNCOMMITTED);
    if (found.values().stream().allMatch(offset -> offset >= 0)) {
      return found;
    }
    Map<TopicPartition, Long> ends = latest(partitions);
    Map<TopicPartition, Long> complete = new HashMap<>(found);
    complete.replaceAll((partition, offset) -> offset >= 0 ? offset : ends.get(partition));
    return complete;
  }

  private Map<TopicPartition, Long> ask(
      Collection<TopicPartition> partitions, OffsetSpec spec, Isolation isolation) {
    if (partitions.isEmpty()) {
      return Map.of();
    }
    Map<org.apache.kafka.common.TopicPartition, OffsetSpec> specs = new HashMap<>();
    partitions.forEach(partition -> specs.put(Words.toKafka(partition), spec));
    ListOffsetsOptions options =
        new ListOffsetsOptions(Words.toKafka(isolation))
            .timeoutMs((int) Math.max(1, patience.toMillis()));
    Map<TopicPartition, Long> offsets = new HashMap<>();
    Answers.ofQuestion(
            "looking up offsets of " + partitions, admin.listOffsets(specs, options).all())
        .forEach((partition, info) -> offsets.put(Words.toApi(partition), info.offset()));
    return offsets;
  }
}
