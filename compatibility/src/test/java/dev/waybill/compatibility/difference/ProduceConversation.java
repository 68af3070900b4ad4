package dev.waybill.compatibility.difference;

import static dev.waybill.compatibility.difference.Trees.array;
import static dev.waybill.compatibility.difference.Trees.object;

import com.fasterxml.jackson.databind.JsonNode;
import dev.waybill.compatibility.difference.Batches.Sender;
import dev.waybill.compatibility.difference.Log.Topic;
import java.io.IOException;
import java.util.List;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.record.internal.CompressionType;

/** Records are sent rightly and wrongly, with and without an idempotent producer, and read. */
final class ProduceConversation implements Conversation {
  private static final int STEPS = 80;
  private static final int PARTITIONS = 2;
  private static final int WHERE_NUMBERS_BEGIN_WRONGLY = 2;

  private Speaker speaker;
  private Dice dice;
  private Log log;
  private List<Topic> topics;
  private long producerId;
  private short producerEpoch;
  private final int[] sequences = new int[PARTITIONS];

  @Override
  public void hold(Speaker speaker, Dice dice) throws IOException {
    this.speaker = speaker;
    this.dice = dice;
    this.log = new Log(speaker, dice);
    String prefix = "produce-" + dice.within(0, 1 << 30) + "-";
    speaker.makeTopic(prefix + "plain", WHERE_NUMBERS_BEGIN_WRONGLY + 1);
    speaker.makeTopic(
        prefix + "set",
        1,
        array(
            object("name", "message.timestamp.type", "value", "LogAppendTime"),
            object("name", "max.message.bytes", "value", "700")));
    speaker.makeTopic(
        prefix + "compact", 1, array(object("name", "cleanup.policy", "value", "compact")));
    topics =
        List.of(
            topic(prefix + "plain"),
            topic(prefix + "set"),
            topic(prefix + "compact"),
            new Topic("nowhere", "AAAAAAAAAAAAAAAAAAAAEg"));
    begin();
    dice.takes(
        STEPS,
        List.of(
            this::send,
            this::send,
            this::send,
            this::sendBroken,
            this::sendWithStrangeAcks,
            this::sendNumbered,
            this::sendNumbered,
            this::sendNumberedWrongly,
            this::begin,
            this::fetch,
            this::fetch,
            this::offsets,
            this::endOfEpoch,
            this::deleteRecords,
            () -> log.producers(topics.get(0), dice.within(0, PARTITIONS - 1))));
    differ();
    for (Topic topic : topics) {
      log.fetch(topic, 0, 0, 0, 1, 1 << 20);
      log.offsets(topic, 0, -1, 0, -1);
    }
  }

  /** What we answer otherwise, once for certain. */
  private void differ() throws IOException {
    begin();
    plainly(WHERE_NUMBERS_BEGIN_WRONGLY, 3);
    for (int sequence = 0; sequence < 7; sequence++) {
      plainly(0, sequence);
    }
    plainly(0, 0);
    plainly(0, 6);
    log.producers(topics.get(0), 0);
    byte[] good = Batches.of(CompressionType.NONE, Sender.NOBODY, 3, Batches.BEGIN);
    log.produce(9, topics.get(0), 1, -1, null, Batches.withCount(good, 4));
    log.produce(9, topics.get(0), 1, -1, null, Batches.old(1, 1));
    for (int i = 0; i < 2; i++) {
      log.produce(9, topics.get(0), 1, -1, null, good);
    }
    long end =
        log.offsets(topics.get(0), 1, -1, 0, -1)
            .path("topics")
            .path(0)
            .path("partitions")
            .path(0)
            .path("offset")
            .asLong();
    log.fetch(topics.get(0), 1, end - 6, 0, 1, good.length + good.length / 2);
    log.fetch(topics.get(0), 1, end + 1, 0, 1, 1 << 20);
    byte[] zstd = Batches.of(CompressionType.ZSTD, Sender.NOBODY, 1, Batches.BEGIN);
    log.produce(9, topics.get(0), 1, -1, null, zstd);
    log.fetch(speaker.anyBelow(ApiKeys.FETCH, 10, dice), topics.get(0), 1, end, 0, 1, 1 << 20);
  }

  private void plainly(int partition, int sequence) throws IOException {
    Sender sender = new Sender(producerId, producerEpoch, sequence, false);
    byte[] batch = Batches.of(CompressionType.NONE, sender, 1, Batches.BEGIN);
    log.produce(9, topics.get(0), partition, -1, null, batch);
  }

  private Topic topic(String name) throws IOException {
    return new Topic(name, speaker.topicId(name));
  }

  private Topic anyTopic() {
    return dice.of(
        topics.get(0), topics.get(0), topics.get(0), topics.get(1), topics.get(2), topics.get(3));
  }

  private int anyPartition() {
    return dice.of(0, 0, 0, 1, 1, 7);
  }

  private void begin() throws IOException {
    JsonNode answer =
        speaker.ask(
            ApiKeys.INIT_PRODUCER_ID,
            speaker.any(ApiKeys.INIT_PRODUCER_ID, dice),
            object(
                "transactionalId",
                null,
                "transactionTimeoutMs",
                60_000,
                "producerId",
                -1L,
                "producerEpoch",
                -1,
                "enable2Pc",
                false,
                "keepPreparedTxn",
                false));
    producerId = answer.path("producerId").asLong();
    producerEpoch = (short) answer.path("producerEpoch").asInt();
    java.util.Arrays.fill(sequences, 0);
  }

  private CompressionType codec() {
    return dice.of(CompressionType.values());
  }

  private long time() {
    return Batches.BEGIN + dice.within(-50, 50) * 1_000L;
  }

  private void send() throws IOException {
    log.produce(
        speaker.any(ApiKeys.PRODUCE, dice),
        anyTopic(),
        anyPartition(),
        dice.of(1, -1, -1),
        null,
        Batches.of(codec(), Sender.NOBODY, dice.of(1, 2, 5, 30), time()));
  }

  private void sendWithStrangeAcks() throws IOException {
    log.produce(
        speaker.any(ApiKeys.PRODUCE, dice),
        topics.get(0),
        0,
        dice.of(2, -2),
        null,
        Batches.of(CompressionType.NONE, Sender.NOBODY, 1, time()));
  }

  private void sendBroken() throws IOException {
    byte[] good = Batches.of(CompressionType.NONE, Sender.NOBODY, 3, time());
    byte[] broken =
        switch (dice.within(0, 8)) {
          case 0 -> Batches.withWrongCrc(good);
          case 1 -> Batches.withMagic(good, 3);
          case 2 -> Batches.old(0, 1);
          case 3 -> Batches.old(1, 1);
          case 4 -> Batches.withCount(good, 4);
          case 5 -> Batches.withCount(good, 2);
          case 6 -> Batches.together(good, good);
          case 7 -> Batches.cutShort(good);
          default -> new byte[0];
        };
    log.produce(
        speaker.any(ApiKeys.PRODUCE, dice),
        dice.of(topics.get(0), topics.get(2)),
        0,
        dice.of(1, -1),
        null,
        broken);
  }

  private void sendNumbered() throws IOException {
    int partition = dice.within(0, PARTITIONS - 1);
    int count = dice.within(1, 3);
    JsonNode answer =
        numbered(
            partition, count, new Sender(producerId, producerEpoch, sequences[partition], false));
    JsonNode stored = answer.path("responses").path(0).path("partitionResponses").path(0);
    if (Speaker.errorOf(stored) == Errors.NONE) {
      sequences[partition] += count;
    }
  }

  private void sendNumberedWrongly() throws IOException {
    int partition = dice.within(0, PARTITIONS - 1);
    int sequence = Math.max(0, sequences[partition] + dice.of(-6, -3, -2, -1, 1, 5));
    int epoch = producerEpoch + dice.of(0, 0, 0, -1, 1);
    long id = producerId + (dice.oneIn(8) ? 1_000_000 : 0);
    if (sequences[partition] == 0) {
      numbered(WHERE_NUMBERS_BEGIN_WRONGLY, 1, new Sender(producerId, producerEpoch, 3, false));
    } else if (epoch >= 0 && epoch <= producerEpoch && id == producerId) {
      numbered(partition, dice.within(1, 3), new Sender(id, (short) epoch, sequence, false));
    }
  }

  private JsonNode numbered(int partition, int count, Sender sender) throws IOException {
    return log.produce(
        speaker.any(ApiKeys.PRODUCE, dice),
        topics.get(0),
        partition,
        -1,
        null,
        Batches.of(codec(), sender, count, Batches.BEGIN));
  }

  private void fetch() throws IOException {
    log.fetch(
        anyTopic(),
        anyPartition(),
        dice.of(0, 0, 1, 3, 10, 50, 100_000, -1),
        dice.within(0, 1),
        dice.of(0, 1, 1_000_000),
        dice.of(1, 100, 1_000, 1_000_000));
  }

  private void offsets() throws IOException {
    log.offsets(
        anyTopic(),
        anyPartition(),
        dice.of(-1L, -2L, -3L, -4L, -5L, -6L, -7L, time(), time() + 500, Long.MAX_VALUE),
        dice.within(0, 1),
        dice.of(-1, -1, 0, 5));
  }

  private void endOfEpoch() throws IOException {
    log.endOfEpoch(anyTopic(), anyPartition(), dice.of(-1, 0, 3), dice.of(0, 0, 1, -1));
  }

  private void deleteRecords() throws IOException {
    log.deleteRecords(anyTopic(), anyPartition(), dice.of(0L, 1L, 2L, 5L, -1L, -2L, 1_000_000L));
  }
}
