package dev.waybill.server.produce;

import dev.waybill.broker.Broker;
import dev.waybill.broker.append.Acks;
import dev.waybill.broker.append.Appended;
import dev.waybill.broker.append.Joining;
import dev.waybill.broker.partition.PartitionView;
import dev.waybill.broker.topic.TopicDescription;
import dev.waybill.server.cluster.TopicCatalog;
import dev.waybill.server.protocol.ApiHandler;
import dev.waybill.server.protocol.BrokerErrors;
import dev.waybill.server.protocol.Caller;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.CorruptRecordException;
import org.apache.kafka.common.message.ProduceRequestData.PartitionProduceData;
import org.apache.kafka.common.message.ProduceRequestData.TopicProduceData;
import org.apache.kafka.common.message.ProduceResponseData;
import org.apache.kafka.common.message.ProduceResponseData.PartitionProduceResponse;
import org.apache.kafka.common.message.ProduceResponseData.TopicProduceResponse;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.requests.ProduceRequest;

/**
 * Produce: v3–13, topics by name, from v13 by id.
 *
 * <p>{@code acks}: 0 is not answered, and a failure closes the connection; 1 is answered when
 * written, -1 when synced. Every partition is answered for itself. Versions below 12 expect the
 * partitions of a transaction to have joined it before (KIP-890).
 *
 * <p>The request's timeout is not looked at: it bounds how long a leader waits for its replicas,
 * and there are none. A producer that outruns the disk is not read from until there is room.
 */
public final class ProduceHandler implements ApiHandler<ProduceRequest> {
  /** Clients of before may take a wrong epoch for the end of their producer. */
  private static final int FIRST_VERSION_WITH_ABORTABLE_EPOCH = 11;

  private static final int LAST_VERSION_WITH_NAMES = 12;
  private static final long NO_OFFSET = -1;
  private static final long NO_TIMESTAMP = -1;

  private final Broker broker;
  private final TopicCatalog topics;
  private final BatchCheck check;

  /**
   * @param maxInflatedBytes what the records of one compressed batch may take once inflated
   */
  public ProduceHandler(Broker broker, TopicCatalog topics, long maxInflatedBytes) {
    this.broker = broker;
    this.topics = topics;
    this.check = new BatchCheck(maxInflatedBytes);
  }

  @Override
  public ApiKeys key() {
    return ApiKeys.PRODUCE;
  }

  /** The disk writes from it. */
  @Override
  public boolean holdsFrame() {
    return true;
  }

  @Override
  public boolean isAnswered(ProduceRequest request) {
    return request.acks() != 0;
  }

  @Override
  public CompletionStage<Void> whenReady(ProduceRequest request) {
    long bytes = 0;
    for (TopicProduceData topic : request.data().topicData()) {
      for (PartitionProduceData partition : topic.partitionData()) {
        bytes += partition.records() == null ? 0 : partition.records().sizeInBytes();
      }
    }
    return broker.whenRoom(bytes);
  }

  @Override
  public CompletionStage<? extends ApiMessage> handle(ProduceRequest request, Caller caller) {
    Optional<Acks> acks = acks(request.acks());
    if (acks.isEmpty()) {
      return CompletableFuture.failedFuture(
          Errors.INVALID_REQUIRED_ACKS.exception(
              "Expected acks 0, 1 or -1, found " + request.acks() + "; nothing was stored."));
    }
    ProduceResponseData answer = new ProduceResponseData();
    List<CompletableFuture<?>> appends = new ArrayList<>();
    for (TopicProduceData topic : request.data().topicData()) {
      Optional<TopicDescription> found = find(topic, caller);
      TopicProduceResponse told =
          new TopicProduceResponse().setName(topic.name()).setTopicId(topic.topicId());
      answer.responses().add(told);
      for (PartitionProduceData partition : topic.partitionData()) {
        PartitionProduceResponse result =
            new PartitionProduceResponse().setIndex(partition.index());
        told.partitionResponses().add(result);
        if (found.isEmpty()) {
          fail(result, missing(topic, caller).exception());
          continue;
        }
        Optional<PartitionView> view = topics.view(found.get().name(), partition.index());
        if (view.isEmpty()) {
          fail(result, Errors.UNKNOWN_TOPIC_OR_PARTITION.exception());
          continue;
        }
        boolean keysRequired = found.get().settings().cleanup().compacts();
        appends.add(
            append(request.version(), view.get(), partition, acks.get(), keysRequired)
                .handle(
                    (appended, failure) ->
                        fill(result, view.get(), appended, told(failure, caller))));
      }
    }
    CompletableFuture<?> all =
        appends.size() == 1
            ? appends.get(0)
            : CompletableFuture.allOf(appends.toArray(CompletableFuture[]::new));
    return all.thenApply(done -> isAnswered(request) ? answer : requireSuccess(answer));
  }

  /** Who awaits no answer learns of a failure by losing the connection, as with Kafka. */
  private static ProduceResponseData requireSuccess(ProduceResponseData answer) {
    for (TopicProduceResponse topic : answer.responses()) {
      for (PartitionProduceResponse partition : topic.partitionResponses()) {
        if (partition.errorCode() != Errors.NONE.code()) {
          throw Errors.forCode(partition.errorCode()).exception(partition.errorMessage());
        }
      }
    }
    return answer;
  }

  /** Not awaited is still written before its bytes may go: the frame is the socket's buffer. */
  private static Optional<Acks> acks(short acks) {
    return switch (acks) {
      case 0, 1 -> Optional.of(Acks.WRITTEN);
      case -1 -> Optional.of(Acks.SYNCED);
      default -> Optional.empty();
    };
  }

  private Optional<TopicDescription> find(TopicProduceData topic, Caller caller) {
    return caller.version() <= LAST_VERSION_WITH_NAMES
        ? topics.named(topic.name())
        : topics.withId(topic.topicId());
  }

  private static Errors missing(TopicProduceData topic, Caller caller) {
    if (caller.version() > LAST_VERSION_WITH_NAMES) {
      return topic.topicId().equals(Uuid.ZERO_UUID)
          ? Errors.UNKNOWN_TOPIC_OR_PARTITION
          : Errors.UNKNOWN_TOPIC_ID;
    }
    return TopicCatalog.whyMissing(topic.name());
  }

  private CompletableFuture<Appended> append(
      short version,
      PartitionView to,
      PartitionProduceData partition,
      Acks acks,
      boolean keysRequired) {
    try {
      ByteBuffer batches = batches(version, partition);
      check.check(batches, keysRequired);
      return broker.append(
          to.topicPartition(),
          batches,
          acks,
          ProduceRequest.isTransactionV2Requested(version) ? Joining.BY_APPENDING : Joining.BEFORE);
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private static ByteBuffer batches(short version, PartitionProduceData partition) {
    MemoryRecords records = (MemoryRecords) partition.records();
    if (records == null) {
      throw new InvalidRecordException("Expected a batch, found none.");
    }
    try {
      // No batch or several, an older format, zstd where it is too new.
      ProduceRequest.validateRecords(version, records);
      if (records.validBytes() == records.sizeInBytes()) {
        return records.buffer().duplicate();
      }
    } catch (ApiException e) {
      throw e;
    } catch (RuntimeException e) {
      // What its iterator makes of lengths that cannot be.
      throw new CorruptRecordException(
          "Expected a batch, found bytes that are none: " + e + "; nothing was stored.", e);
    }
    throw new CorruptRecordException(
        "Expected a whole batch of "
            + records.sizeInBytes()
            + " bytes, found "
            + records.validBytes()
            + "; nothing was stored.");
  }

  /**
   * What makes a producer abort and go on after a restart. kafka-clients does so by {@code
   * TRANSACTION_ABORTABLE} too, but Kafka Streams gives up by it and begins a new session by this.
   */
  private static Throwable told(Throwable failure, Caller caller) {
    if (failure == null || BrokerErrors.of(failure) != Errors.TRANSACTION_ABORTABLE) {
      return failure;
    }
    Errors known =
        caller.version() < FIRST_VERSION_WITH_ABORTABLE_EPOCH
            ? Errors.INVALID_TXN_STATE
            : Errors.INVALID_PRODUCER_EPOCH;
    return known.exception(BrokerErrors.message(failure));
  }

  private PartitionProduceResponse fill(
      PartitionProduceResponse result,
      PartitionView partition,
      Appended appended,
      Throwable failure) {
    result.setLogStartOffset(partition.offsets().logStart());
    return failure == null
        ? result
            .setBaseOffset(appended.baseOffset())
            .setLogAppendTimeMs(appended.appendTimeMillis().orElse(NO_TIMESTAMP))
        : fail(result, failure);
  }

  private static PartitionProduceResponse fail(PartitionProduceResponse result, Throwable failure) {
    return result
        .setErrorCode(BrokerErrors.of(failure).code())
        .setErrorMessage(BrokerErrors.message(failure))
        .setBaseOffset(NO_OFFSET)
        .setLogAppendTimeMs(NO_TIMESTAMP);
  }
}
