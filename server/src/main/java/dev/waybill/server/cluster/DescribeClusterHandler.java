package dev.waybill.server.cluster;

import dev.waybill.server.protocol.ApiHandler;
import dev.waybill.server.protocol.Caller;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.message.DescribeClusterResponseData;
import org.apache.kafka.common.message.DescribeClusterResponseData.DescribeClusterBroker;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.DescribeClusterRequest;

/**
 * DescribeCluster: v0–2. This node, which is its own controller; asked for brokers only, as any
 * broker.
 */
public final class DescribeClusterHandler implements ApiHandler<DescribeClusterRequest> {
  private static final byte BROKERS = 1;
  private static final byte CONTROLLERS = 2;

  private final Cluster cluster;

  public DescribeClusterHandler(Cluster cluster) {
    this.cluster = cluster;
  }

  @Override
  public ApiKeys key() {
    return ApiKeys.DESCRIBE_CLUSTER;
  }

  @Override
  public CompletionStage<? extends ApiMessage> handle(
      DescribeClusterRequest request, Caller caller) {
    if (request.data().endpointType() != BROKERS) {
      Errors error =
          request.data().endpointType() == CONTROLLERS
              ? Errors.MISMATCHED_ENDPOINT_TYPE
              : Errors.UNSUPPORTED_ENDPOINT_TYPE;
      return CompletableFuture.failedFuture(
          error.exception(
              "This is a broker: expected endpoint type "
                  + BROKERS
                  + ", found "
                  + request.data().endpointType()
                  + "."));
    }
    Node node = cluster.node(caller);
    DescribeClusterResponseData answer =
        new DescribeClusterResponseData()
            .setClusterId(cluster.id())
            .setControllerId(cluster.nodeId())
            .setEndpointType(BROKERS)
            .setClusterAuthorizedOperations(
                request.data().includeClusterAuthorizedOperations()
                    ? AuthorizedOperations.OF_CLUSTER
                    : AuthorizedOperations.OMITTED);
    answer
        .brokers()
        .add(
            new DescribeClusterBroker()
                .setBrokerId(node.id())
                .setHost(node.host())
                .setPort(node.port()));
    return CompletableFuture.completedFuture(answer);
  }
}
