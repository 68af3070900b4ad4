package dev.waybill.server.cluster;

import dev.waybill.server.protocol.Caller;
import java.net.InetSocketAddress;
import java.util.Objects;
import java.util.Optional;
import org.apache.kafka.common.Node;

/**
 * The cluster of one, as clients see it: this node leads every partition and coordinates every
 * group and transaction, in leader epoch 0 for ever.
 *
 * @param id told apart from other clusters by it
 * @param nodeId this node's id
 * @param advertised where clients are told to connect; empty: where each one did
 */
public record Cluster(String id, int nodeId, Optional<InetSocketAddress> advertised) {
  /** The only epoch there is: leadership never moves. */
  public static final int LEADER_EPOCH = 0;

  public Cluster {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(advertised, "advertised");
  }

  /** This node, under the address that the caller can reach. */
  public Node node(Caller caller) {
    InetSocketAddress address = advertised.orElse(caller.local());
    return new Node(nodeId, address.getHostString(), address.getPort());
  }
}
