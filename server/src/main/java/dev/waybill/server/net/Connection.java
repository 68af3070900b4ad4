package dev.waybill.server.net;

import dev.waybill.server.protocol.AnswerWriter;
import dev.waybill.server.protocol.Apis;
import dev.waybill.server.protocol.BadFrameException;
import dev.waybill.server.protocol.BrokerErrors;
import dev.waybill.server.protocol.Caller;
import dev.waybill.server.protocol.Request;
import dev.waybill.server.protocol.RequestReader;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.AbstractResponse;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client's connection: begins its requests in the order they came, sends their answers in the
 * same order, and reads no more than it can hold.
 *
 * <pre>
 *   frame --> waiting --whenReady--> begun: a handler works on it --> answered, and all before it
 *                                                                          |
 *                                                                        sent
 * </pre>
 *
 * <p>It takes frames while nothing waits, not too much is begun, the socket takes what it is given,
 * and all connections together hold less than their budget.
 */
final class Connection extends SimpleChannelInboundHandler<ByteBuf> {
  private static final Logger log = LoggerFactory.getLogger(Connection.class);

  /**
   * The event that stops a connection: it takes no more requests, answers those that were begun,
   * and closes. What is not answered when the grace is over is answered as timed out, for nobody
   * knows whether it happened.
   */
  static final Object STOP = new Object();

  private final RequestReader reader;
  private final Apis apis;
  private final ByteBudget inFlight;
  private final ConnectionSettings settings;

  /** Received, and behind one that is not ready. */
  private final Queue<Exchange> waiting = new ArrayDeque<>();

  /** Begun and not sent, in the order of the requests. */
  private final Queue<Exchange> begun = new ArrayDeque<>();

  private @Nullable ChannelHandlerContext context;
  private boolean heldUp;
  private boolean outOfBudget;
  private boolean stopping;
  private boolean broken;

  Connection(RequestReader reader, Apis apis, ByteBudget inFlight, ConnectionSettings settings) {
    super(false);
    this.reader = reader;
    this.apis = apis;
    this.inFlight = inFlight;
    this.settings = settings;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext added) {
    context = added;
  }

  @Override
  protected void channelRead0(ChannelHandlerContext ctx, ByteBuf frame) throws BadFrameException {
    if (stopping || broken) {
      frame.release();
      return;
    }
    Request request;
    try {
      request = reader.read(frame.nioBuffer());
    } catch (BadFrameException e) {
      frame.release();
      throw e;
    }
    waiting.add(new Exchange(frame, request, inFlight));
    beginReady();
  }

  private void beginReady() {
    while (!heldUp) {
      Exchange next = waiting.peek();
      if (next == null) {
        break;
      }
      CompletionStage<Void> ready = apis.whenReady(next.request());
      if (ready.toCompletableFuture().isDone()) {
        waiting.remove();
        begin(next);
      } else {
        heldUp = true;
        ready.whenComplete((nothing, failure) -> onLoop(this::goOn));
      }
    }
    readOrNot();
  }

  private void goOn() {
    heldUp = false;
    beginReady();
  }

  private void begin(Exchange exchange) {
    begun.add(exchange);
    apis.begin(exchange.request(), caller(exchange.request()))
        .whenComplete((answer, failure) -> onLoop(() -> finish(exchange, answer, failure)));
    if (!apis.holdsFrame(exchange.request())) {
      exchange.releaseFrame();
    }
  }

  private Caller caller(Request request) {
    Channel channel = channel();
    return new Caller(
        request.header().clientId(),
        request.body().version(),
        (InetSocketAddress) channel.remoteAddress(),
        (InetSocketAddress) channel.localAddress(),
        channel.id().asShortText(),
        channel::isActive,
        channel.eventLoop());
  }

  /** The handler is done, one way or the other. */
  private void finish(Exchange exchange, @Nullable ApiMessage answer, @Nullable Throwable failure) {
    exchange.releaseFrame();
    // Answered already when the server could not wait for it any longer.
    if (!channel().isActive() || exchange.isAnswered()) {
      return;
    }
    if (!apis.isAnswered(exchange.request())) {
      if (failure != null) {
        close(
            "Closed the connection of {}: a request that awaits no answer failed ({}). That is how"
                + " its sender learns of it.",
            BrokerErrors.message(failure));
        return;
      }
      exchange.answer(List.of());
    } else {
      exchange.answer(
          failure == null && answer != null
              ? parts(exchange.request(), answer)
              : failed(exchange.request(), failure));
    }
    sendAnswered();
  }

  private List<Object> parts(Request request, ApiMessage answer) {
    try {
      return AnswerWriter.write(channel().alloc(), request, answer);
    } catch (RuntimeException e) {
      return failed(request, e);
    }
  }

  private List<Object> failed(Request request, @Nullable Throwable failure) {
    Throwable cause =
        failure != null ? failure : new IllegalStateException("A handler gave no answer");
    if (BrokerErrors.isUnexpected(cause)) {
      log.error(
          "A request of {} failed; it was answered with an unknown server error, and what it asked"
              + " for may or may not be done. This is a defect, please report it: {}",
          channel().remoteAddress(),
          request.header(),
          cause);
    }
    ApiException told = BrokerErrors.exception(cause);
    AbstractResponse response = request.body().getErrorResponse(0, told);
    return AnswerWriter.write(channel().alloc(), request, response.data());
  }

  private void sendAnswered() {
    boolean sent = false;
    for (Exchange first = begun.peek(); first != null && first.isAnswered(); first = begun.peek()) {
      begun.remove();
      for (Object part : first.takeAnswer()) {
        context().write(part, channel().voidPromise());
        sent = true;
      }
    }
    if (sent) {
      context().flush();
    }
    if (stopping && begun.isEmpty()) {
      closeWhenSent();
    } else {
      readOrNot();
    }
  }

  private void readOrNot() {
    boolean exhausted = inFlight.isExhausted();
    if (exhausted && !outOfBudget) {
      outOfBudget = true;
      inFlight.whenRoom(() -> onLoop(this::roomAgain));
    }
    boolean read =
        !stopping
            && !broken
            && !heldUp
            && !outOfBudget
            && begun.size() < settings.maxPipelined()
            && channel().isWritable();
    if (channel().config().isAutoRead() != read) {
      channel().config().setAutoRead(read);
    }
  }

  private void roomAgain() {
    outOfBudget = false;
    readOrNot();
  }

  /** {@link #STOP} came. */
  private void stop() {
    stopping = true;
    waiting.forEach(Exchange::releaseFrame);
    waiting.clear();
    readOrNot();
    if (begun.isEmpty()) {
      closeWhenSent();
    } else {
      channel()
          .eventLoop()
          .schedule(this::giveUp, settings.grace().toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  private void giveUp() {
    for (Exchange exchange : begun) {
      if (!exchange.isAnswered()) {
        exchange.answer(
            apis.isAnswered(exchange.request())
                ? failed(
                    exchange.request(),
                    Errors.REQUEST_TIMED_OUT.exception(
                        "The server is stopping; whether this was done is unknown."))
                : List.of());
      }
    }
    sendAnswered();
  }

  private void closeWhenSent() {
    context().writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    readOrNot();
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    // Nobody has begun them, so nobody will be done with them.
    waiting.forEach(Exchange::releaseFrame);
    waiting.clear();
    for (Exchange exchange : begun) {
      if (exchange.isAnswered()) {
        exchange.takeAnswer().forEach(ReferenceCountUtil::release);
      }
    }
    begun.clear();
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event == STOP) {
      stop();
    } else if (event instanceof IdleStateEvent && begun.isEmpty() && waiting.isEmpty()) {
      log.debug(
          "Closed the connection of {}, on which nothing happened", channel().remoteAddress());
      ctx.close();
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    // What came behind it may lie here already; it is not looked at, nor complained about.
    broken = true;
    if (cause instanceof BadFrameException) {
      close("Closed the connection of {}: {}.", String.valueOf(cause.getMessage()));
    } else if (cause instanceof IOException) {
      log.debug("The connection of {} broke: {}", channel().remoteAddress(), cause.toString());
      ctx.close();
    } else {
      log.error(
          "Closed the connection of {}: a defect, please report it. Requests that were begun on it"
              + " may or may not be done.",
          channel().remoteAddress(),
          cause);
      ctx.close();
    }
  }

  private void close(String message, String why) {
    broken = true;
    log.warn(message, channel().remoteAddress(), why);
    context().close();
  }

  /** A connection whose handling failed is closed: an answer that never comes hangs its client. */
  private void onLoop(Runnable action) {
    if (channel().eventLoop().inEventLoop()) {
      guarded(action);
    } else {
      channel().eventLoop().execute(() -> guarded(action));
    }
  }

  private void guarded(Runnable action) {
    try {
      action.run();
    } catch (RuntimeException e) {
      exceptionCaught(context(), e);
    }
  }

  private Channel channel() {
    return context().channel();
  }

  private ChannelHandlerContext context() {
    ChannelHandlerContext present = context;
    if (present == null) {
      throw new IllegalStateException("Not in a pipeline yet");
    }
    return present;
  }
}
