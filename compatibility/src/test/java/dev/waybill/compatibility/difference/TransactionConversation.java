package dev.waybill.compatibility.difference;

import static dev.waybill.compatibility.difference.Trees.array;
import static dev.waybill.compatibility.difference.Trees.object;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waybill.compatibility.difference.Batches.Sender;
import dev.waybill.compatibility.difference.Log.Topic;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.record.internal.CompressionType;

/**
 * Transactions of a few producers, begun, filled, ended and described, in the versions of before
 * and after KIP-890, in order and out of it, by those whose turn it is and those who were fenced.
 */
final class TransactionConversation implements Conversation {
  private static final int STEPS = 70;
  private static final int PARTITIONS = 2;
  private static final List<String> UNSETTLED = List.of("PrepareCommit", "PrepareAbort");

  /** A producer as it knows itself. */
  private static final class Producer {
    final String transactionalId;

    /** As from KIP-890 on, or as before; no client is both. */
    final boolean modern;

    long id = -1;
    short epoch = -1;
    final int[] sequences = new int[PARTITIONS];
    boolean hasWork;

    Producer(String transactionalId, boolean modern) {
      this.transactionalId = transactionalId;
      this.modern = modern;
    }

    void become(JsonNode answer) {
      long newId = answer.path("producerId").asLong();
      short newEpoch = (short) answer.path("producerEpoch").asInt();
      if (newId != id || newEpoch != epoch) {
        Arrays.fill(sequences, 0);
      }
      id = newId;
      epoch = newEpoch;
    }
  }

  private Speaker speaker;
  private Dice dice;
  private Log log;
  private Topic topic;
  private Topic nowhere;
  private List<Producer> producers;
  private String group;

  @Override
  public void hold(Speaker speaker, Dice dice) throws IOException {
    this.speaker = speaker;
    this.dice = dice;
    this.log = new Log(speaker, dice);
    String prefix = "transactions-" + dice.within(0, 1 << 30) + "-";
    speaker.makeTopic(prefix + "out", PARTITIONS + 1);
    topic = new Topic(prefix + "out", speaker.topicId(prefix + "out"));
    nowhere = new Topic("nowhere", "AAAAAAAAAAAAAAAAAAAAEg");
    group = prefix + "group";
    producers = List.of(new Producer(prefix + "old", false), new Producer(prefix + "new", true));
    for (Producer producer : producers) {
      begin(producer, 60_000, false);
    }
    dice.takes(
        STEPS,
        List.of(
            () -> begin(any(), dice.of(60_000, 60_000, 1_000_000, 0, -1), dice.oneIn(2)),
            this::addPartitions,
            this::addPartitions,
            this::send,
            this::send,
            this::send,
            this::addOffsets,
            this::commitOffsets,
            this::commitOffsets,
            this::end,
            this::end,
            this::end,
            this::positions,
            this::read,
            this::read,
            this::latest,
            this::describe,
            this::list,
            () -> log.producers(topic, dice.within(0, PARTITIONS - 1))));
    for (Producer producer : producers) {
      begin(producer, 60_000, false);
    }
    for (int partition = 0; partition < PARTITIONS; partition++) {
      log.fetch(topic, partition, 0, 1, 1, 1 << 20);
    }
    differ();
  }

  /** What we answer otherwise, once for certain. */
  private void differ() throws IOException {
    Producer old = old();
    Sender sender = new Sender(old.id, old.epoch, 0, false);
    byte[] batch = Batches.of(CompressionType.NONE, sender, 1, Batches.BEGIN);
    log.produce(9, topic, PARTITIONS, -1, null, batch);
    Sender outside = new Sender(old.id, old.epoch, 0, true);
    byte[] early = Batches.of(CompressionType.NONE, outside, 1, Batches.BEGIN);
    log.produce(11, topic, 0, -1, old.transactionalId, early);
    Producer modern = producers.get(1);
    send(modern, 0, modern.epoch);
    int ended = modern.epoch;
    modern.become(commit(modern));
    settle(modern);
    speaker.ask(
        ApiKeys.DESCRIBE_TRANSACTIONS,
        0,
        object("transactionalIds", array(modern.transactionalId)));
    send(modern, 0, modern.epoch);
    commit(modern, ended);
    modern.become(commit(modern));
    settle(modern);
    commit(modern);
    abortAsOperator(modern);
  }

  /**
   * The last thing said, since Kafka's coordinator does not hear of it: ours ends the whole
   * transaction.
   */
  private void abortAsOperator(Producer hanging) throws IOException {
    begin(hanging, 60_000, false);
    send(hanging, 0, hanging.epoch);
    ObjectNode marker =
        object(
            "producerId",
            hanging.id,
            "producerEpoch",
            hanging.epoch,
            "transactionResult",
            false,
            "topics",
            array(
                object("name", topic.name(), "partitionIndexes", array(0)),
                object("name", nowhere.name(), "partitionIndexes", array(0))),
            "coordinatorEpoch",
            0,
            "transactionVersion",
            0);
    speaker.ask(
        ApiKeys.WRITE_TXN_MARKERS,
        speaker.any(ApiKeys.WRITE_TXN_MARKERS, dice),
        object("markers", array(marker)));
    settle(hanging);
    log.offsets(topic, 0, -1L, 1, -1);
    log.fetch(topic, 0, 0, 1, 1, 1 << 20);
  }

  private JsonNode commit(Producer producer) throws IOException {
    return commit(producer, producer.epoch);
  }

  private JsonNode commit(Producer producer, int epoch) throws IOException {
    return end(producer, 5, epoch, true);
  }

  private JsonNode end(Producer producer, int version, int epoch, boolean committed)
      throws IOException {
    return speaker.ask(
        ApiKeys.END_TXN,
        version,
        object(
            "transactionalId",
            producer.transactionalId,
            "producerId",
            producer.id,
            "producerEpoch",
            epoch,
            "committed",
            committed));
  }

  private Producer old() {
    return producers.get(0);
  }

  private short version(ApiKeys key, int firstModern, Producer producer) {
    return producer.modern
        ? speaker.any(key, firstModern, dice)
        : speaker.anyBelow(key, firstModern, dice);
  }

  private Producer any() {
    return dice.of(producers);
  }

  private void begin(Producer producer, int timeoutMillis, boolean again) throws IOException {
    boolean stale = again && dice.oneIn(3) && producer.epoch > 0;
    JsonNode answer =
        speaker.ask(
            ApiKeys.INIT_PRODUCER_ID,
            speaker.any(ApiKeys.INIT_PRODUCER_ID, again ? 3 : 0, dice),
            object(
                "transactionalId",
                producer.transactionalId,
                "transactionTimeoutMs",
                timeoutMillis,
                "producerId",
                again ? producer.id : -1L,
                "producerEpoch",
                again ? producer.epoch - (stale ? 1 : 0) : -1,
                "enable2Pc",
                false,
                "keepPreparedTxn",
                false));
    settle(producer);
    if (Speaker.errorOf(answer) == Errors.NONE) {
      producer.become(answer);
    }
  }

  /** Now and then, one that is behind the times. */
  private int epoch(Producer producer) {
    return dice.oneIn(8) && producer.epoch > 0 ? producer.epoch - 1 : producer.epoch;
  }

  private void addPartitions() throws IOException {
    Producer producer = old();
    short version = speaker.any(ApiKeys.ADD_PARTITIONS_TO_TXN, dice);
    int epoch = epoch(producer);
    int partition = dice.within(0, PARTITIONS - 1);
    JsonNode topics =
        array(
            object(
                "name",
                dice.oneIn(8) ? nowhere.name() : topic.name(),
                "partitions",
                array(partition)));
    ObjectNode transaction =
        object(
            "transactionalId",
            producer.transactionalId,
            "producerId",
            producer.id,
            "producerEpoch",
            epoch,
            "verifyOnly",
            false,
            "topics",
            topics);
    JsonNode answer =
        speaker.ask(
            ApiKeys.ADD_PARTITIONS_TO_TXN,
            version,
            object(
                "transactions", array(transaction),
                "v3AndBelowTransactionalId", version < 4 ? producer.transactionalId : "",
                "v3AndBelowProducerId", version < 4 ? producer.id : 0L,
                "v3AndBelowProducerEpoch", version < 4 ? epoch : 0,
                "v3AndBelowTopics", topics));
    boolean joined =
        answer.findValues("partitionErrorCode").stream().allMatch(code -> code.asInt() == 0);
    // A marker is written to whatever joined: here, only where there is something to be ended.
    if (joined) {
      send(producer, partition, producer.epoch);
    }
  }

  private void send() throws IOException {
    Producer producer = any();
    send(producer, dice.within(0, PARTITIONS - 1), epoch(producer));
  }

  private void send(Producer producer, int partition, int epoch) throws IOException {
    int count = dice.within(1, 3);
    Sender sender = new Sender(producer.id, (short) epoch, producer.sequences[partition], true);
    JsonNode answer =
        log.produce(
            version(ApiKeys.PRODUCE, 12, producer),
            topic,
            partition,
            -1,
            producer.transactionalId,
            Batches.of(CompressionType.NONE, sender, count, Batches.BEGIN));
    JsonNode stored = answer.path("responses").path(0).path("partitionResponses").path(0);
    if (Speaker.errorOf(stored) == Errors.NONE) {
      producer.sequences[partition] += count;
      producer.hasWork = true;
    }
  }

  private void addOffsets() throws IOException {
    Producer producer = old();
    speaker.ask(
        ApiKeys.ADD_OFFSETS_TO_TXN,
        speaker.any(ApiKeys.ADD_OFFSETS_TO_TXN, dice),
        object(
            "transactionalId",
            producer.transactionalId,
            "producerId",
            producer.id,
            "producerEpoch",
            epoch(producer),
            "groupId",
            group));
  }

  private void commitOffsets() throws IOException {
    Producer producer = any();
    boolean stranger = !producer.modern && dice.oneIn(6);
    ObjectNode partition =
        object(
            "partitionIndex", dice.of(0, 1, 9),
            "committedOffset", (long) dice.within(0, 100),
            "committedLeaderEpoch", dice.of(-1, 0),
            "committedMetadata", dice.of("", "note"));
    speaker.ask(
        ApiKeys.TXN_OFFSET_COMMIT,
        stranger ? (short) dice.within(3, 4) : version(ApiKeys.TXN_OFFSET_COMMIT, 5, producer),
        object(
            "transactionalId",
            producer.transactionalId,
            "groupId",
            group,
            "producerId",
            producer.id,
            "producerEpoch",
            epoch(producer),
            "generationIdOrMemberEpoch",
            stranger ? 5 : -1,
            "memberId",
            stranger ? "nobody" : "",
            "groupInstanceId",
            null,
            "topics",
            array(
                object(
                    "name", topic.name(), "topicId", topic.id(), "partitions", array(partition)))));
  }

  private void end() throws IOException {
    Producer producer = any();
    int epoch = epoch(producer);
    boolean committed = dice.oneIn(2) && (producer.hasWork || !producer.modern);
    JsonNode answer = end(producer, version(ApiKeys.END_TXN, 5, producer), epoch, committed);
    settle(producer);
    producer.hasWork &= Speaker.errorOf(answer) != Errors.NONE;
    if (Speaker.errorOf(answer) == Errors.NONE && answer.path("producerId").asLong(-1) >= 0) {
      producer.become(answer);
    }
  }

  /** The end of a transaction is answered before its markers are everywhere. */
  private void settle(Producer producer) throws IOException {
    speaker.until(
        ApiKeys.DESCRIBE_TRANSACTIONS,
        0,
        object("transactionalIds", array(producer.transactionalId)),
        heard -> !UNSETTLED.contains(heard.findPath("transactionState").asText()));
    // We answer when it is decided; the markers are in the next round, which this waits for.
    speaker.askAside(
        ApiKeys.PRODUCE,
        9,
        Log.produceRequest(
            topic,
            PARTITIONS,
            -1,
            null,
            Batches.of(CompressionType.NONE, Sender.NOBODY, 1, Batches.BEGIN)));
  }

  private void positions() throws IOException {
    ObjectNode asked =
        object("name", topic.name(), "topicId", topic.id(), "partitionIndexes", array(0, 1));
    speaker.ask(
        ApiKeys.OFFSET_FETCH,
        speaker.any(ApiKeys.OFFSET_FETCH, 7, dice),
        object(
            "groupId", group,
            "topics", array(asked),
            "groups",
                array(
                    object(
                        "groupId",
                        group,
                        "memberId",
                        null,
                        "memberEpoch",
                        -1,
                        "topics",
                        array(asked))),
            "requireStable", dice.oneIn(2)));
  }

  private void read() throws IOException {
    log.fetch(
        topic, dice.within(0, PARTITIONS - 1), dice.of(0, 0, 3, 10), dice.within(0, 1), 0, 1 << 20);
  }

  private void latest() throws IOException {
    log.offsets(
        topic,
        dice.within(0, PARTITIONS - 1),
        dice.of(-1L, -3L, Batches.BEGIN),
        dice.within(0, 1),
        -1);
  }

  private void describe() throws IOException {
    speaker.ask(
        ApiKeys.DESCRIBE_TRANSACTIONS,
        0,
        object("transactionalIds", array(any().transactionalId, "nobody")));
  }

  private void list() throws IOException {
    JsonNode ids = array(producers.get(0).id, producers.get(1).id);
    speaker.ask(
        ApiKeys.LIST_TRANSACTIONS,
        speaker.any(ApiKeys.LIST_TRANSACTIONS, dice),
        object(
            "stateFilters",
            dice.of(array(), array("Ongoing"), array("Empty", "Nonsense")),
            "producerIdFilters",
            ids,
            "durationFilter",
            -1L,
            "transactionalIdPattern",
            null));
  }
}
