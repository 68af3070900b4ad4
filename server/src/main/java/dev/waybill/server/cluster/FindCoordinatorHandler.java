package dev.waybill.server.cluster;

import dev.waybill.server.protocol.ApiHandler;
import dev.waybill.server.protocol.Caller;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.message.FindCoordinatorResponseData;
import org.apache.kafka.common.message.FindCoordinatorResponseData.Coordinator;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.FindCoordinatorRequest;
import org.apache.kafka.common.requests.FindCoordinatorRequest.CoordinatorType;

/**
 * FindCoordinator: v0–6, of groups and, from v1, of transactions; several keys from v4.
 *
 * <p>It is this node, always. Share groups (v6) have no coordinator here.
 */
public final class FindCoordinatorHandler implements ApiHandler<FindCoordinatorRequest> {
  private final Cluster cluster;

  public FindCoordinatorHandler(Cluster cluster) {
    this.cluster = cluster;
  }

  @Override
  public ApiKeys key() {
    return ApiKeys.FIND_COORDINATOR;
  }

  @Override
  public CompletionStage<? extends ApiMessage> handle(
      FindCoordinatorRequest request, Caller caller) {
    byte type = request.data().keyType();
    if (type != CoordinatorType.GROUP.id() && type != CoordinatorType.TRANSACTION.id()) {
      return CompletableFuture.failedFuture(
          Errors.INVALID_REQUEST.exception(
              "Expected the coordinator of a group or a transaction to be asked for, found key"
                  + " type "
                  + type
                  + "."));
    }
    Node node = cluster.node(caller);
    FindCoordinatorResponseData answer = new FindCoordinatorResponseData();
    if (caller.version() < FindCoordinatorRequest.MIN_BATCHED_VERSION) {
      answer
          .setErrorMessage(Errors.NONE.message())
          .setNodeId(node.id())
          .setHost(node.host())
          .setPort(node.port());
    } else {
      for (String key : request.data().coordinatorKeys()) {
        answer
            .coordinators()
            .add(
                new Coordinator()
                    .setKey(key)
                    .setNodeId(node.id())
                    .setHost(node.host())
                    .setPort(node.port()));
      }
    }
    return CompletableFuture.completedFuture(answer);
  }
}
