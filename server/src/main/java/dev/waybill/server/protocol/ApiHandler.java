package dev.waybill.server.protocol;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.requests.AbstractRequest;

/**
 * Answers the requests of one API key, in every version that is advertised for it.
 *
 * <p>{@link #handle} is called on the connection's event loop, in the order of arrival, and must
 * not block; the next request of the connection is begun before this one is answered. Answers are
 * sent in the order of the requests, whenever they are there.
 *
 * <p>A stage that fails, or a {@code handle} that throws, is answered by the request's own error
 * response: with the protocol's error for a {@code BrokerException} (see {@link BrokerErrors}) or a
 * Kafka {@code ApiException}, else with {@code UNKNOWN_SERVER_ERROR} and a line in the log. So a
 * handler of one resource lets failures through, one of several catches them one by one.
 *
 * @param <Q> the request's class
 */
public interface ApiHandler<Q extends AbstractRequest> {
  /** The key it answers. */
  ApiKeys key();

  /**
   * Begins to answer a request. Its records, slices of the received frame, stay valid until the
   * stage is complete if {@link #holdsFrame}.
   */
  CompletionStage<? extends ApiMessage> handle(Q request, Caller caller);

  /**
   * Completes when the request may be begun. Until then nothing more is read from the connection,
   * so that what a client sends faster than it can be taken waits at the client.
   */
  default CompletionStage<Void> whenReady(Q request) {
    return CompletableFuture.completedFuture(null);
  }

  /**
   * Whether the request's bytes are needed until it is answered. Else they are let go of when it
   * was begun: those who wait for news, perhaps for long, hold nothing that others need.
   */
  default boolean holdsFrame() {
    return false;
  }

  /**
   * Whether the client waits for an answer. When it does not, a failure closes the connection: that
   * is how the client learns of it.
   */
  default boolean isAnswered(Q request) {
    return true;
  }
}
