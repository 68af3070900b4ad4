package dev.waybill.server.net;

import dev.waybill.server.protocol.Apis;
import dev.waybill.server.protocol.RequestReader;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.flow.FlowControlHandler;
import io.netty.handler.timeout.IdleStateHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Accepts connections until it is closed. Thread-safe. */
public final class Listener implements AutoCloseable {
  private static final int LOW_WATER_BYTES = 64 * 1024;
  private static final int HIGH_WATER_BYTES = 1 << 20;
  private static final int BACKLOG = 1_024;
  private static final int PAGE_BYTES = 8_192;

  /** Chunks of 2 MiB: so many times a page is doubled. */
  private static final int CHUNK_ORDER = 8;

  private final ConnectionSettings settings;
  private final Apis apis;
  private final RequestReader reader;
  private final ConnectionLimits limits;
  private final ByteBudget inFlight;
  private final AtomicLong unfinished = new AtomicLong();
  private final ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
  private final EventLoopGroup loops;
  private final Channel server;

  private Listener(InetSocketAddress address, Apis apis, ConnectionSettings settings)
      throws IOException {
    this.settings = settings;
    this.apis = apis;
    this.reader = new RequestReader(apis.keys(), settings.maxRequestElements());
    this.limits =
        new ConnectionLimits(settings.maxConnections(), settings.maxConnectionsPerAddress());
    this.inFlight = new ByteBudget(settings.maxInFlightBytes());
    this.loops =
        new MultiThreadIoEventLoopGroup(
            settings.ioThreads(),
            new DefaultThreadFactory("waybill-wire", true),
            NioIoHandler.newFactory());
    this.server = bind(address);
  }

  /**
   * Listens on an address; port 0 takes a free one.
   *
   * @throws IOException when the address cannot be bound
   */
  public static Listener open(InetSocketAddress address, Apis apis, ConnectionSettings settings)
      throws IOException {
    return new Listener(address, apis, settings);
  }

  private Channel bind(InetSocketAddress address) throws IOException {
    ChannelFuture bound =
        new ServerBootstrap()
            .group(loops)
            .channel(NioServerSocketChannel.class)
            .option(ChannelOption.SO_BACKLOG, BACKLOG)
            .option(ChannelOption.SO_REUSEADDR, true)
            .childOption(ChannelOption.ALLOCATOR, buffers(settings.ioThreads()))
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childOption(ChannelOption.SO_KEEPALIVE, true)
            .childOption(
                ChannelOption.WRITE_BUFFER_WATER_MARK,
                new WriteBufferWaterMark(LOW_WATER_BYTES, HIGH_WATER_BYTES))
            .childHandler(new Pipeline())
            .bind(address)
            .awaitUninterruptibly();
    if (!bound.isSuccess()) {
      loops.shutdownGracefully(0, 0, TimeUnit.SECONDS).awaitUninterruptibly();
      throw new IOException("Cannot listen on " + address + ": " + bound.cause(), bound.cause());
    }
    return bound.channel();
  }

  /**
   * Pools of few large chunks: frames live until their batches are on the disk, and memory that is
   * given back and taken again for each of them is cleared each time.
   */
  private static ByteBufAllocator buffers(int loops) {
    return new PooledByteBufAllocator(
        true,
        0,
        loops,
        PAGE_BYTES,
        CHUNK_ORDER,
        PooledByteBufAllocator.defaultSmallCacheSize(),
        PooledByteBufAllocator.defaultNormalCacheSize(),
        false);
  }

  /** Where it listens, with the port it took. */
  public InetSocketAddress address() {
    return (InetSocketAddress) server.localAddress();
  }

  /** Connections at this moment. */
  public int connections() {
    return limits.connections();
  }

  /**
   * Accepts no more, lets what was begun be answered for as long as the settings' grace, and closes
   * everything.
   */
  @Override
  public void close() {
    server.close().awaitUninterruptibly();
    connections.forEach(each -> each.pipeline().fireUserEventTriggered(Connection.STOP));
    connections.newCloseFuture().awaitUninterruptibly(2 * settings.grace().toMillis() + 1);
    connections.close().awaitUninterruptibly();
    loops
        .shutdownGracefully(0, settings.grace().toMillis(), TimeUnit.MILLISECONDS)
        .awaitUninterruptibly();
  }

  private final class Pipeline extends ChannelInitializer<SocketChannel> {
    @Override
    protected void initChannel(SocketChannel channel) {
      connections.add(channel);
      channel
          .pipeline()
          .addLast(limits)
          .addLast(
              new IdleStateHandler(0, 0, settings.idleTimeout().toMillis(), TimeUnit.MILLISECONDS))
          .addLast(
              new FrameDecoder(
                  settings.maxRequestBytes(),
                  settings.frameTimeout(),
                  unfinished,
                  settings.maxInFlightBytes()))
          // One read from the socket may bring thousands of frames: they wait here, unparsed.
          .addLast(new FlowControlHandler())
          .addLast(new Connection(reader, apis, inFlight, settings));
    }
  }
}
