package dev.waybill.server.transaction;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.waybill.server.RawClient;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.message.AddOffsetsToTxnRequestData;
import org.apache.kafka.common.message.AddOffsetsToTxnResponseData;
import org.apache.kafka.common.message.AddPartitionsToTxnRequestData;
import org.apache.kafka.common.message.AddPartitionsToTxnRequestData.AddPartitionsToTxnTopic;
import org.apache.kafka.common.message.AddPartitionsToTxnResponseData;
import org.apache.kafka.common.message.EndTxnRequestData;
import org.apache.kafka.common.message.EndTxnResponseData;
import org.apache.kafka.common.message.InitProducerIdRequestData;
import org.apache.kafka.common.message.InitProducerIdResponseData;
import org.apache.kafka.common.message.ProduceRequestData;
import org.apache.kafka.common.message.ProduceRequestData.PartitionProduceData;
import org.apache.kafka.common.message.ProduceRequestData.TopicProduceData;
import org.apache.kafka.common.message.ProduceResponseData;
import org.apache.kafka.common.message.TxnOffsetCommitRequestData;
import org.apache.kafka.common.message.TxnOffsetCommitRequestData.TxnOffsetCommitRequestPartition;
import org.apache.kafka.common.message.TxnOffsetCommitRequestData.TxnOffsetCommitRequestTopic;
import org.apache.kafka.common.message.TxnOffsetCommitResponseData;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.SimpleRecord;

/** A transactional producer that sends what it is told to, in the versions it is told to. */
final class RawProducer implements AutoCloseable {
  private final String transactionalId;
  private final String topic;
  private RawClient client;
  private long producerId = -1;
  private short epoch = -1;

  RawProducer(InetSocketAddress server, String transactionalId, String topic) throws IOException {
    this.client = new RawClient(server);
    this.transactionalId = transactionalId;
    this.topic = topic;
  }

  long producerId() {
    return producerId;
  }

  short epoch() {
    return epoch;
  }

  void epoch(short other) {
    epoch = other;
  }

  void reconnect(InetSocketAddress server) throws IOException {
    client.close();
    client = new RawClient(server);
  }

  /** Begins a session; from v3 on as the successor of its present one. */
  Errors init(int version, int timeoutMillis) throws IOException {
    InitProducerIdRequestData request =
        new InitProducerIdRequestData()
            .setTransactionalId(transactionalId)
            .setTransactionTimeoutMs(timeoutMillis);
    if (version >= 3) {
      request.setProducerId(producerId).setProducerEpoch(epoch);
    }
    InitProducerIdResponseData answer =
        client.ask((short) version, request, InitProducerIdResponseData.class);
    if (answer.errorCode() == Errors.NONE.code()) {
      producerId = answer.producerId();
      epoch = answer.producerEpoch();
    }
    return Errors.forCode(answer.errorCode());
  }

  Errors join(int version, int partition) throws IOException {
    AddPartitionsToTxnRequestData request =
        new AddPartitionsToTxnRequestData()
            .setV3AndBelowTransactionalId(transactionalId)
            .setV3AndBelowProducerId(producerId)
            .setV3AndBelowProducerEpoch(epoch);
    request
        .v3AndBelowTopics()
        .add(new AddPartitionsToTxnTopic().setName(topic).setPartitions(List.of(partition)));
    AddPartitionsToTxnResponseData answer =
        client.ask((short) version, request, AddPartitionsToTxnResponseData.class);
    return Errors.forCode(
        answer
            .resultsByTopicV3AndBelow()
            .find(topic)
            .resultsByPartition()
            .find(partition)
            .partitionErrorCode());
  }

  Errors produce(int version, int partition, int sequence, String value) throws IOException {
    MemoryRecords records =
        MemoryRecords.withTransactionalRecords(
            Compression.NONE, producerId, epoch, sequence, new SimpleRecord(value.getBytes(UTF_8)));
    ProduceRequestData request =
        new ProduceRequestData().setTransactionalId(transactionalId).setAcks((short) -1);
    request
        .topicData()
        .add(
            new TopicProduceData()
                .setName(topic)
                .setPartitionData(
                    List.of(new PartitionProduceData().setIndex(partition).setRecords(records))));
    return Errors.forCode(
        client
            .ask((short) version, request, ProduceResponseData.class)
            .responses()
            .iterator()
            .next()
            .partitionResponses()
            .get(0)
            .errorCode());
  }

  Errors joinGroup(int version, String group) throws IOException {
    return Errors.forCode(
        client
            .ask(
                (short) version,
                new AddOffsetsToTxnRequestData()
                    .setTransactionalId(transactionalId)
                    .setProducerId(producerId)
                    .setProducerEpoch(epoch)
                    .setGroupId(group),
                AddOffsetsToTxnResponseData.class)
            .errorCode());
  }

  Errors stage(int version, String group, long offset) throws IOException {
    TxnOffsetCommitRequestPartition position =
        new TxnOffsetCommitRequestPartition()
            .setPartitionIndex(0)
            .setCommittedOffset(offset)
            .setCommittedMetadata("");
    return Errors.forCode(
        client
            .ask(
                (short) version,
                new TxnOffsetCommitRequestData()
                    .setTransactionalId(transactionalId)
                    .setGroupId(group)
                    .setProducerId(producerId)
                    .setProducerEpoch(epoch)
                    .setTopics(
                        List.of(
                            new TxnOffsetCommitRequestTopic()
                                .setName(topic)
                                .setPartitions(List.of(position)))),
                TxnOffsetCommitResponseData.class)
            .topics()
            .get(0)
            .partitions()
            .get(0)
            .errorCode());
  }

  /** Ends the transaction; from v5 on it goes on with the epoch it is told. */
  Errors end(int version, boolean commit) throws IOException {
    EndTxnResponseData answer =
        client.ask(
            (short) version,
            new EndTxnRequestData()
                .setTransactionalId(transactionalId)
                .setProducerId(producerId)
                .setProducerEpoch(epoch)
                .setCommitted(commit),
            EndTxnResponseData.class);
    if (version >= 5 && answer.errorCode() == Errors.NONE.code()) {
      producerId = answer.producerId();
      epoch = answer.producerEpoch();
    }
    return Errors.forCode(answer.errorCode());
  }

  <A extends ApiMessage> A ask(int version, ApiMessage request, Class<A> answer)
      throws IOException {
    return client.ask((short) version, request, answer);
  }

  @Override
  public void close() throws IOException {
    client.close();
  }
}
