package dev.waybill.server.protocol;

import java.util.Collection;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.requests.AbstractRequest;

/** The handlers by their keys: what is advertised, and who answers. Immutable. */
public final class Apis {
  private final Map<ApiKeys, ApiHandler<?>> handlers = new EnumMap<>(ApiKeys.class);

  public Apis(Collection<? extends ApiHandler<?>> all) {
    for (ApiHandler<?> handler : all) {
      if (handlers.put(handler.key(), handler) != null) {
        throw new IllegalArgumentException("Two handlers of " + handler.key());
      }
    }
  }

  public Set<ApiKeys> keys() {
    return Set.copyOf(handlers.keySet());
  }

  /** When the request may be begun; those behind it on the connection wait too. */
  public CompletionStage<Void> whenReady(Request request) {
    return handler(request).whenReady(request.body());
  }

  /** Begins to answer. Never throws: what went wrong is in the stage. */
  public CompletionStage<? extends ApiMessage> begin(Request request, Caller caller) {
    try {
      return handler(request).handle(request.body(), caller);
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  /** Whether the frame is needed until the request is answered. */
  public boolean holdsFrame(Request request) {
    return handler(request).holdsFrame();
  }

  public boolean isAnswered(Request request) {
    return handler(request).isAnswered(request.body());
  }

  /** The parser makes of each key the one class of request that its handler takes. */
  @SuppressWarnings("unchecked")
  private ApiHandler<AbstractRequest> handler(Request request) {
    ApiHandler<?> handler = handlers.get(request.header().apiKey());
    if (handler == null) {
      throw new IllegalArgumentException("No handler of " + request.header().apiKey());
    }
    return (ApiHandler<AbstractRequest>) handler;
  }
}
