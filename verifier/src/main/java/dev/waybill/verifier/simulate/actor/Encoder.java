package dev.waybill.verifier.simulate.actor;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.waybill.broker.append.Acks;
import dev.waybill.broker.append.Appended;
import dev.waybill.broker.append.Joining;
import dev.waybill.broker.core.AppendRequest;
import dev.waybill.broker.core.Core;
import dev.waybill.broker.error.BrokerException;
import dev.waybill.broker.error.ErrorCode;
import dev.waybill.broker.producer.ProducerIdentity;
import dev.waybill.broker.topic.TopicPartition;
import dev.waybill.log.record.BatchBuilder;
import dev.waybill.verifier.history.Payload;
import dev.waybill.verifier.simulate.host.Request;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Makes batches as publishers do, and the requests that carry them. */
public final class Encoder {
  private static final int MOST_BYTES = 1 << 14;

  private final BatchBuilder builder = new BatchBuilder(1 << 10, MOST_BYTES);

  /** A message that is to be sent. */
  public record Outgoing(long message, long sequence, String key) {}

  /**
   * @param producer null for a publisher without an id
   */
  public byte[] encode(
      TopicPartition to,
      List<Outgoing> messages,
      long wallMillis,
      @Nullable ProducerIdentity producer,
      int sequence,
      boolean transactional) {
    builder.reset();
    for (Outgoing each : messages) {
      byte[] value = new Payload(each.message(), each.sequence(), to.topic(), each.key()).toBytes();
      if (!builder.tryAppend(wallMillis, each.key().getBytes(UTF_8), value, List.of())) {
        throw new IllegalStateException("expected room for " + each + " in a batch");
      }
    }
    ByteBuffer batch =
        producer == null
            ? builder.build()
            : builder.build(producer.producerId(), producer.epoch(), sequence, transactional);
    byte[] bytes = new byte[batch.remaining()];
    batch.get(bytes);
    return bytes;
  }

  public static Request<Appended> append(
      TopicPartition to, byte[] batch, Acks acks, Joining joining) {
    return (core, future) -> append(core, to, batch, acks, joining, future);
  }

  private static void append(
      Core core,
      TopicPartition to,
      byte[] batch,
      Acks acks,
      Joining joining,
      CompletableFuture<Appended> future) {
    AppendRequest request;
    try {
      // The broker writes offsets into the bytes it gets; the network has its own.
      request = AppendRequest.of(to, ByteBuffer.wrap(batch.clone()), acks, joining, MOST_BYTES);
    } catch (BrokerException e) {
      future.completeExceptionally(e);
      return;
    }
    if (core.backlog().tryReserve(request.bytes())) {
      core.append(request, future);
    } else {
      future.completeExceptionally(
          new BrokerException(ErrorCode.BACKPRESSURE, "The simulated disk is behind."));
    }
  }
}
