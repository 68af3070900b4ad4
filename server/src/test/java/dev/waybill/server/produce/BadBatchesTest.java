package dev.waybill.server.produce;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.broker.core.BrokerSettings;
import dev.waybill.broker.topic.TopicSettings;
import dev.waybill.server.LogLines;
import dev.waybill.server.RawClient;
import dev.waybill.server.ServedBroker;
import dev.waybill.server.ServerSettings;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.message.ProduceRequestData;
import org.apache.kafka.common.message.ProduceRequestData.PartitionProduceData;
import org.apache.kafka.common.message.ProduceRequestData.TopicProduceData;
import org.apache.kafka.common.message.ProduceResponseData;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.record.internal.CompressionType;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.SimpleRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Batches that are not what they say: refused by name, nothing of them stored, the rest served. */
@Isolated("It reads the log.")
class BadBatchesTest {
  private static final int LENGTH = 8;
  private static final int MAGIC = 16;
  private static final int CRC = 17;
  private static final int ATTRIBUTES = 21;
  private static final int LAST_OFFSET_DELTA = 23;
  private static final int PRODUCER_ID = 43;
  private static final int PRODUCER_EPOCH = 51;
  private static final int BASE_SEQUENCE = 53;
  private static final int COUNT = 57;

  /** The first record: length, attributes, timestamp delta, offset delta, key, value, headers. */
  private static final int RECORD = 61;

  private static final Set<Errors> DAMAGED = Set.of(Errors.CORRUPT_MESSAGE);
  private static final Set<Errors> ILLEGAL = Set.of(Errors.INVALID_RECORD, Errors.CORRUPT_MESSAGE);

  @TempDir Path directory;

  private ServedBroker served;
  private RawClient client;
  private LogLines log;

  @BeforeEach
  void start() throws Exception {
    log = new LogLines();
    served =
        ServedBroker.on(
            directory,
            BrokerSettings.defaults(1),
            ServerSettings.defaults().withMaxInflatedBytes(100_000));
    served.broker().createTopic("orders", TopicSettings.ofPartitions(1)).get();
    client = new RawClient(served.server().address());
  }

  @AfterEach
  void aGoodBatchIsStoredBehindWhatWas() throws Exception {
    try {
      long before = end();
      assertThat(produce(good())).isEqualTo(Errors.NONE);
      assertThat(end()).isEqualTo(before + 2);
    } finally {
      client.close();
      served.close();
      log.close();
    }
    assertThat(log.with("defect")).isEmpty();
  }

  static Stream<Arguments> headers() {
    return Stream.of(
        damage("a length of -1", ILLEGAL, batch -> batch.putInt(LENGTH, -1)),
        damage("a length of 0", ILLEGAL, batch -> batch.putInt(LENGTH, 0)),
        damage("the largest length", ILLEGAL, batch -> batch.putInt(LENGTH, Integer.MAX_VALUE)),
        damage("one byte too few", ILLEGAL, batch -> add(batch, LENGTH, -1)),
        damage("one byte too many", ILLEGAL, batch -> add(batch, LENGTH, 1)),
        damage("magic 0", ILLEGAL, batch -> batch.put(MAGIC, (byte) 0)),
        damage("magic 1", ILLEGAL, batch -> batch.put(MAGIC, (byte) 1)),
        damage("magic 3", ILLEGAL, batch -> batch.put(MAGIC, (byte) 3)),
        damage("magic -1", ILLEGAL, batch -> batch.put(MAGIC, (byte) -1)),
        damage("one record too few", ILLEGAL, batch -> sealed(batch.putInt(COUNT, 1))),
        damage("one record too many", ILLEGAL, batch -> sealed(batch.putInt(COUNT, 3))),
        damage("no record", ILLEGAL, batch -> sealed(batch.putInt(COUNT, 0))),
        damage("-1 records", ILLEGAL, batch -> sealed(batch.putInt(COUNT, -1))),
        damage("all records", ILLEGAL, batch -> sealed(batch.putInt(COUNT, Integer.MAX_VALUE))),
        damage("last delta 0", ILLEGAL, batch -> sealed(batch.putInt(LAST_OFFSET_DELTA, 0))),
        damage("last delta 2", ILLEGAL, batch -> sealed(batch.putInt(LAST_OFFSET_DELTA, 2))),
        damage("last delta -1", ILLEGAL, batch -> sealed(batch.putInt(LAST_OFFSET_DELTA, -1))),
        damage(
            "a million more offsets and records",
            ILLEGAL,
            batch -> sealed(batch.putInt(LAST_OFFSET_DELTA, 999_999).putInt(COUNT, 1_000_000))),
        damage(
            "the largest last delta",
            ILLEGAL,
            batch ->
                sealed(
                    batch
                        .putInt(LAST_OFFSET_DELTA, Integer.MAX_VALUE)
                        .putInt(COUNT, Integer.MIN_VALUE))),
        damage(
            "a control batch",
            Set.of(Errors.INVALID_RECORD, Errors.INVALID_REQUEST),
            batch -> sealed(batch.putShort(ATTRIBUTES, (short) 0x20))),
        damage(
            "a transaction of nobody",
            Set.of(Errors.INVALID_RECORD, Errors.INVALID_REQUEST),
            batch -> sealed(batch.putShort(ATTRIBUTES, (short) 0x10))),
        damage(
            "a compression that does not exist",
            Set.of(Errors.UNSUPPORTED_COMPRESSION_TYPE),
            batch -> sealed(batch.putShort(ATTRIBUTES, (short) 7))),
        damage(
            "a producer without a sequence",
            Set.of(Errors.INVALID_RECORD, Errors.INVALID_REQUEST),
            batch -> sealed(batch.putLong(PRODUCER_ID, 7).putShort(PRODUCER_EPOCH, (short) 0))),
        damage(
            "a producer with a negative sequence",
            Set.of(Errors.INVALID_RECORD, Errors.INVALID_REQUEST),
            batch ->
                sealed(
                    batch
                        .putLong(PRODUCER_ID, 7)
                        .putShort(PRODUCER_EPOCH, (short) 0)
                        .putInt(BASE_SEQUENCE, -5))),
        damage("another checksum", DAMAGED, batch -> batch.putInt(CRC, batch.getInt(CRC) + 1)),
        damage("another byte", DAMAGED, batch -> add(batch, batch.limit() - 6, 1)));
  }

  /** Each record is 8 bytes: its length, 7 fields of a byte each with a value of one byte. */
  static Stream<Arguments> records() {
    return Stream.of(
        record("a length of 0", 0, 0),
        record("a length of -1", 0, 1),
        record("a length too small by one", 0, 12),
        record("a length too large by one", 0, 16),
        record("an offset delta of 1", 3, 2),
        record("an offset delta of -1", 3, 1),
        record("a key beyond the end", 4, 0x7e),
        record("a value beyond the end", 5, 0x7e),
        record("no value, and a byte more", 5, 1),
        record("a key of -2 bytes", 4, 3),
        record("a header that is not there", 7, 2),
        record("63 headers", 7, 0x7e),
        record("-1 headers", 7, 1));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource({"headers", "records"})
  void isRefused(String what, Set<Errors> expected, Consumer<ByteBuffer> damage) throws Exception {
    ByteBuffer batch = good();
    damage.accept(batch);

    assertThat(produce(batch)).as(what).isIn(expected);
    assertThat(end()).isZero();
  }

  @Test
  void varintsThatDoNotEndAreRefused() throws Exception {
    for (int at = RECORD; at < RECORD + 8; at++) {
      ByteBuffer batch = good();
      for (int i = at; i < batch.limit(); i++) {
        batch.put(i, (byte) 0xff);
      }
      assertThat(produce(sealed(batch))).as("from byte %s", at).isIn(ILLEGAL);
    }
  }

  @Test
  void whatIsCutOffIsRefusedWhereverItEnds() throws Exception {
    ByteBuffer batch = good();
    for (int length = 0; length < batch.limit(); length++) {
      assertThat(produce(batch.duplicate().limit(length))).as("%s bytes", length).isIn(ILLEGAL);
    }
    assertThat(produce(null)).isIn(ILLEGAL);
  }

  @Test
  void twoBatchesAreOneTooMany() throws Exception {
    ByteBuffer one = good();
    ByteBuffer two = ByteBuffer.allocate(2 * one.limit()).put(one.duplicate()).put(one).flip();

    assertThat(produce(two)).isEqualTo(Errors.INVALID_RECORD);
  }

  @Test
  void sequencesOutOfOrderAreRefused() throws Exception {
    ByteBuffer first = sequenced(0);
    assertThat(produce(first)).isEqualTo(Errors.NONE);

    assertThat(produce(sequenced(5))).isEqualTo(Errors.OUT_OF_ORDER_SEQUENCE_NUMBER);
    // Its first record is stored, its second is not: no repetition that a client may take for done.
    assertThat(produce(sequenced(1))).isEqualTo(Errors.OUT_OF_ORDER_SEQUENCE_NUMBER);
    assertThat(end()).isEqualTo(2);
  }

  @ParameterizedTest
  @EnumSource(
      value = CompressionType.class,
      names = {"GZIP", "SNAPPY", "LZ4", "ZSTD"})
  void bombsAndCutsAreRefused(CompressionType type) throws Exception {
    ByteBuffer bomb =
        MemoryRecords.withRecords(
                Compression.of(type).build(), new SimpleRecord(new byte[10_000_000]))
            .buffer();
    ByteBuffer cut = ByteBuffer.allocate(bomb.limit() - 7).put(0, bomb, 0, bomb.limit() - 7);
    cut.putInt(LENGTH, cut.limit() - 12);

    assertThat(produce(bomb)).isEqualTo(Errors.INVALID_RECORD);
    assertThat(produce(sealed(cut))).isEqualTo(Errors.INVALID_RECORD);
    assertThat(end()).isZero();
  }

  private static Arguments damage(String what, Set<Errors> expected, Consumer<ByteBuffer> damage) {
    return Arguments.of(what, expected, damage);
  }

  private static Arguments record(String what, int at, int value) {
    return damage(what, ILLEGAL, batch -> sealed(batch.put(RECORD + at, (byte) value)));
  }

  private static ByteBuffer add(ByteBuffer batch, int at, int more) {
    return batch.putInt(at, batch.getInt(at) + more);
  }

  private static ByteBuffer good() {
    return MemoryRecords.withRecords(
            Compression.NONE,
            new SimpleRecord(0, null, new byte[] {'a'}),
            new SimpleRecord(0, null, new byte[] {'b'}))
        .buffer();
  }

  private static ByteBuffer sequenced(int sequence) {
    return sealed(
        good()
            .putLong(PRODUCER_ID, 7)
            .putShort(PRODUCER_EPOCH, (short) 0)
            .putInt(BASE_SEQUENCE, sequence));
  }

  private static ByteBuffer sealed(ByteBuffer batch) {
    CRC32C crc = new CRC32C();
    crc.update(batch.duplicate().position(ATTRIBUTES));
    return batch.putInt(CRC, (int) crc.getValue());
  }

  private Errors produce(ByteBuffer batch) throws IOException {
    ProduceRequestData request = new ProduceRequestData().setAcks((short) -1);
    PartitionProduceData partition = new PartitionProduceData();
    if (batch != null) {
      partition.setRecords(MemoryRecords.readableRecords(batch));
    }
    request
        .topicData()
        .add(new TopicProduceData().setName("orders").setPartitionData(List.of(partition)));
    return Errors.forCode(
        client
            .ask((short) 12, request, ProduceResponseData.class)
            .responses()
            .iterator()
            .next()
            .partitionResponses()
            .get(0)
            .errorCode());
  }

  private long end() {
    return served.broker().views("orders").get(0).offsets().writtenEnd();
  }
}
