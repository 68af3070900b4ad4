package dev.waybill.server.net;

import dev.waybill.server.protocol.Request;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One request and what becomes of it. Belongs to its connection's event loop.
 *
 * <pre>
 *   received --> begun --> answered --> sent
 * </pre>
 *
 * <p>Invariant: the frame, and its part of what all may hold, is let go of once, and not before its
 * handler is done with it, even when the connection is gone before: the disk may still be reading
 * from it.
 */
final class Exchange {
  private ByteBuf frame;
  private final Request request;
  private final ByteBudget budget;
  private @Nullable List<Object> answer;

  Exchange(ByteBuf frame, Request request, ByteBudget budget) {
    this.frame = frame;
    this.request = request;
    this.budget = budget;
    budget.hold(frame.readableBytes());
  }

  Request request() {
    return request;
  }

  boolean isAnswered() {
    return answer != null;
  }

  /** The parts to send; none when the client waits for nothing. */
  void answer(List<Object> parts) {
    answer = parts;
  }

  List<Object> takeAnswer() {
    List<Object> parts = answer;
    if (parts == null) {
      throw new IllegalStateException("Not answered yet: " + request.header());
    }
    answer = List.of();
    return parts;
  }

  void releaseFrame() {
    int bytes = frame.readableBytes();
    frame.release();
    frame = Unpooled.EMPTY_BUFFER;
    budget.release(bytes);
  }
}
