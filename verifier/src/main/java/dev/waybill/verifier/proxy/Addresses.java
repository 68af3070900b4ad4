package dev.waybill.verifier.proxy;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import org.apache.kafka.common.message.DescribeClusterResponseData;
import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.message.FindCoordinatorResponseData;
import org.apache.kafka.common.message.MetadataResponseData;
import org.apache.kafka.common.message.ProduceResponseData;
import org.apache.kafka.common.message.ShareFetchResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.apache.kafka.common.requests.RequestUtils;
import org.apache.kafka.common.requests.ResponseHeader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Rewrites the brokers' addresses in answers, so that clients come back to the proxy. No setting of
 * the servers is needed for it.
 */
final class Addresses {
  private static final Logger LOG = LoggerFactory.getLogger(Addresses.class);

  /** Since this version an answer may name the new leader. */
  private static final int PRODUCE_NAMES_LEADERS = 10;

  private static final int FETCH_NAMES_LEADERS = 16;

  /** Where clients find a broker: an address of the proxy. */
  interface Door {
    InetSocketAddress to(String host, int port) throws IOException;
  }

  private final Door door;

  Addresses(Door door) {
    this.door = door;
  }

  /** The answer as the client shall see it. */
  byte[] rewritten(Request request, byte[] answer) throws IOException {
    if (!namesBrokers(request)) {
      return answer;
    }
    ApiKeys api = ApiKeys.forId(request.apiKey());
    short version = request.version();
    short headerVersion = api.responseHeaderVersion(version);
    ByteBuffer in = ByteBuffer.wrap(answer);
    ApiMessage data;
    ResponseHeader header;
    try {
      header = ResponseHeader.parse(in, headerVersion);
      data = api.messageType.newResponse();
      data.read(new ByteBufferAccessor(in), version);
    } catch (RuntimeException e) {
      LOG.warn("An answer to {} cannot be read and goes on as it is", request, e);
      return answer;
    }
    if (!rewrite(data)) {
      return answer;
    }
    ByteBuffer out = RequestUtils.serialize(header.data(), headerVersion, data, version);
    byte[] bytes = new byte[out.remaining()];
    out.get(bytes);
    return bytes;
  }

  private static boolean namesBrokers(Request request) {
    return request.is(ApiKeys.METADATA)
        || request.is(ApiKeys.FIND_COORDINATOR)
        || request.is(ApiKeys.DESCRIBE_CLUSTER)
        || request.is(ApiKeys.SHARE_FETCH)
        || (request.is(ApiKeys.PRODUCE) && request.version() >= PRODUCE_NAMES_LEADERS)
        || (request.is(ApiKeys.FETCH) && request.version() >= FETCH_NAMES_LEADERS);
  }

  /**
   * @return whether anything was named
   */
  private boolean rewrite(ApiMessage data) throws IOException {
    boolean named = false;
    if (data instanceof MetadataResponseData metadata) {
      for (MetadataResponseData.MetadataResponseBroker each : metadata.brokers()) {
        InetSocketAddress to = door.to(each.host(), each.port());
        each.setHost(to.getHostString()).setPort(to.getPort());
        named = true;
      }
    } else if (data instanceof DescribeClusterResponseData cluster) {
      for (DescribeClusterResponseData.DescribeClusterBroker each : cluster.brokers()) {
        InetSocketAddress to = door.to(each.host(), each.port());
        each.setHost(to.getHostString()).setPort(to.getPort());
        named = true;
      }
    } else if (data instanceof FindCoordinatorResponseData found) {
      named = rewrite(found);
    } else if (data instanceof ProduceResponseData produced) {
      for (ProduceResponseData.NodeEndpoint each : produced.nodeEndpoints()) {
        InetSocketAddress to = door.to(each.host(), each.port());
        each.setHost(to.getHostString()).setPort(to.getPort());
        named = true;
      }
    } else if (data instanceof FetchResponseData fetched) {
      for (FetchResponseData.NodeEndpoint each : fetched.nodeEndpoints()) {
        InetSocketAddress to = door.to(each.host(), each.port());
        each.setHost(to.getHostString()).setPort(to.getPort());
        named = true;
      }
    } else if (data instanceof ShareFetchResponseData fetched) {
      for (ShareFetchResponseData.NodeEndpoint each : fetched.nodeEndpoints()) {
        InetSocketAddress to = door.to(each.host(), each.port());
        each.setHost(to.getHostString()).setPort(to.getPort());
        named = true;
      }
    }
    return named;
  }

  private boolean rewrite(FindCoordinatorResponseData found) throws IOException {
    boolean named = false;
    if (found.errorCode() == 0 && !found.host().isEmpty()) {
      InetSocketAddress to = door.to(found.host(), found.port());
      found.setHost(to.getHostString()).setPort(to.getPort());
      named = true;
    }
    for (FindCoordinatorResponseData.Coordinator each : found.coordinators()) {
      if (each.errorCode() == 0) {
        InetSocketAddress to = door.to(each.host(), each.port());
        each.setHost(to.getHostString()).setPort(to.getPort());
        named = true;
      }
    }
    return named;
  }
}
