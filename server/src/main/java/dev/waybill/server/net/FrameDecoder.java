package dev.waybill.server.net;

import dev.waybill.server.protocol.BadFrameException;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Cuts the stream into frames, and passes them on without their lengths.
 *
 * <pre>
 *   | length i32 | so many bytes | length i32 | …
 * </pre>
 *
 * <p>A length is a claim: memory is taken for bytes that came, not for bytes that were announced.
 * What unfinished frames hold, over a little that everybody may, is bounded for all connections
 * together; who would exceed it is closed, for waiting could be for ever.
 */
final class FrameDecoder extends ChannelInboundHandlerAdapter {
  private static final int LENGTH_BYTES = 4;

  /** What an unfinished frame may hold without being counted. */
  private static final int FREE_BYTES = 64 * 1024;

  private static final int TLS_HANDSHAKE = 0x16;
  private static final int HTTP_GET = 0x47455420;

  private final int maxFrameBytes;
  private final Duration frameTimeout;
  private final AtomicLong unfinished;
  private final long maxUnfinished;

  private final byte[] length = new byte[LENGTH_BYTES];
  private int lengthRead;
  private @Nullable ByteBuf frame;
  private int frameLength;
  private long counted;
  private long framesDone;
  private boolean watching;
  private boolean failed;

  /**
   * @param unfinished bytes that unfinished frames of all connections hold
   */
  FrameDecoder(
      int maxFrameBytes, Duration frameTimeout, AtomicLong unfinished, long maxUnfinished) {
    this.maxFrameBytes = maxFrameBytes;
    this.frameTimeout = frameTimeout;
    this.unfinished = unfinished;
    this.maxUnfinished = maxUnfinished;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
    ByteBuf in = (ByteBuf) message;
    try {
      while (in.isReadable() && !failed) {
        ByteBuf whole = next(context, in);
        if (whole != null) {
          context.fireChannelRead(whole);
        }
      }
    } catch (BadFrameException e) {
      failed = true;
      throw e;
    } finally {
      in.release();
      watch(context);
    }
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext context) {
    ByteBuf rest = frame;
    if (rest != null) {
      rest.release();
      frame = null;
    }
    unfinished.addAndGet(-counted);
    counted = 0;
  }

  private @Nullable ByteBuf next(ChannelHandlerContext context, ByteBuf in)
      throws BadFrameException {
    if (lengthRead < LENGTH_BYTES) {
      int take = Math.min(LENGTH_BYTES - lengthRead, in.readableBytes());
      in.readBytes(length, lengthRead, take);
      lengthRead += take;
      if (lengthRead < LENGTH_BYTES) {
        return null;
      }
      frameLength = checkedLength();
    }
    ByteBuf begun = frame;
    if (begun == null) {
      if (in.readableBytes() >= frameLength) {
        lengthRead = 0;
        framesDone++;
        return in.readRetainedSlice(frameLength);
      }
      // At most twice what came: a batch a little larger than one read then never moves again.
      int room = Math.max(FREE_BYTES, 2 * in.readableBytes());
      begun = context.alloc().directBuffer(Math.min(frameLength, room), frameLength);
      frame = begun;
    }
    begun.writeBytes(in, Math.min(frameLength - begun.readableBytes(), in.readableBytes()));
    if (begun.readableBytes() < frameLength) {
      count(begun.readableBytes() - FREE_BYTES);
      return null;
    }
    lengthRead = 0;
    framesDone++;
    frame = null;
    count(0);
    return begun;
  }

  private int checkedLength() throws BadFrameException {
    int claimed = 0;
    for (byte each : length) {
      claimed = claimed << 8 | (each & 0xff);
    }
    if (claimed < 0 || claimed > maxFrameBytes) {
      throw new BadFrameException(
          "expected a frame of 0 to "
              + maxFrameBytes
              + " bytes, found a length of "
              + claimed
              + hint(claimed));
    }
    return claimed;
  }

  private static String hint(int claimed) {
    if (claimed >>> 24 == TLS_HANDSHAKE) {
      return "; the peer seems to speak TLS, which is not spoken here";
    }
    return claimed == HTTP_GET ? "; the peer seems to speak HTTP" : "";
  }

  private void count(long bytes) throws BadFrameException {
    long now = Math.max(0, bytes);
    long more = now - counted;
    counted = now;
    if (unfinished.addAndGet(more) > maxUnfinished && more > 0) {
      throw new BadFrameException(
          "expected unfinished frames of all connections to hold at most "
              + maxUnfinished
              + " bytes, found more when this one had "
              + (now + FREE_BYTES)
              + " of its "
              + frameLength);
    }
  }

  /** One timer for the connection; it looks at the frame that is under way when it was set. */
  private void watch(ChannelHandlerContext context) {
    if (isUnderWay() && !watching) {
      watching = true;
      long watched = framesDone;
      context
          .executor()
          .schedule(
              () -> overdue(context, watched), frameTimeout.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  private void overdue(ChannelHandlerContext context, long watched) {
    watching = false;
    if (context.isRemoved() || !isUnderWay()) {
      return;
    }
    // While we do not read, it is not the peer who is late.
    if (watched != framesDone || !context.channel().config().isAutoRead()) {
      watch(context);
      return;
    }
    failed = true;
    context.fireExceptionCaught(
        new BadFrameException(
            "expected a whole frame within "
                + frameTimeout.toMillis()
                + " ms, found "
                + (frame == null ? lengthRead : LENGTH_BYTES + frame.readableBytes())
                + " bytes of one"));
  }

  private boolean isUnderWay() {
    return lengthRead > 0 || frame != null;
  }
}
