package dev.waybill.server.net;

import dev.waybill.server.protocol.Request;
import io.netty.buffer.ByteBuf;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One request and what becomes of it. Belongs to its connection's event loop.
 *
 * <pre>
 *   received --> begun --> answered --> sent
 * </pre>
 *
 * <p>Invariant: the frame is held until the handler is done with it, even when the connection is
 * gone before: the disk may still be reading from it.
 */
final class Exchange {
  private final ByteBuf frame;
  private final Request request;
  private final int bytes;
  private @Nullable List<Object> answer;

  Exchange(ByteBuf frame, Request request) {
    this.frame = frame;
    this.request = request;
    this.bytes = frame.readableBytes();
  }

  Request request() {
    return request;
  }

  int bytes() {
    return bytes;
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
    frame.release();
  }
}
