package dev.waybill.server.net;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Closes connections over the limits as soon as they are accepted. First in every pipeline. */
@Sharable
final class ConnectionLimits extends ChannelInboundHandlerAdapter {
  private static final Logger log = LoggerFactory.getLogger(ConnectionLimits.class);

  private final int maxConnections;
  private final int maxPerAddress;
  private final AtomicInteger connections = new AtomicInteger();
  private final Map<InetAddress, Integer> byAddress = new ConcurrentHashMap<>();

  ConnectionLimits(int maxConnections, int maxPerAddress) {
    this.maxConnections = maxConnections;
    this.maxPerAddress = maxPerAddress;
  }

  int connections() {
    return connections.get();
  }

  @Override
  public void channelActive(ChannelHandlerContext context) {
    Channel channel = context.channel();
    InetAddress address = ((InetSocketAddress) channel.remoteAddress()).getAddress();
    int all = connections.incrementAndGet();
    int ofAddress = byAddress.merge(address, 1, Integer::sum);
    channel
        .closeFuture()
        .addListener(
            closed -> {
              connections.decrementAndGet();
              byAddress.computeIfPresent(address, (key, count) -> count == 1 ? null : count - 1);
            });
    if (all > maxConnections || ofAddress > maxPerAddress) {
      log.warn(
          "Closed a connection from {}: expected at most {} connections, {} of them from one"
              + " address, found {} and {}. Nothing was read from it; close some, or raise"
              + " max.connections or max.connections.per.ip.",
          channel.remoteAddress(),
          maxConnections,
          maxPerAddress,
          all,
          ofAddress);
      context.close();
    } else {
      context.fireChannelActive();
    }
  }
}
