package dev.waybill.server.net;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.waybill.server.protocol.BadFrameException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * However a stream is cut into pieces, the same frames come out of it, up to the first length that
 * cannot be; and nothing is held on to.
 */
@Isolated("There is one fuzzer in a JVM.")
class StreamFuzzTest {
  private static final int MAX_FRAME = 300_000;

  /** The size of the pieces, then the stream. */
  static Stream<byte[]> streams() {
    return Stream.of(
            "01" + "00000003" + "010203" + "00000000" + "00000001" + "07",
            "ff" + "00000002" + "0102" + "7fffffff" + "00",
            "05" + "ffffffff",
            "03" + "00030000" + "0102",
            "00" + "16030100" + "00")
        .map(HexFormat.of()::parseHex);
  }

  @MethodSource("streams")
  @FuzzTest(maxDuration = "2m")
  void comesOutAsItWentIn(byte[] bytes) {
    if (bytes.length == 0) {
      return;
    }
    int piece = 1 + (bytes[0] & 0xff);
    AtomicLong unfinished = new AtomicLong();
    EmbeddedChannel channel =
        new EmbeddedChannel(
            new FrameDecoder(MAX_FRAME, Duration.ofHours(1), unfinished, MAX_FRAME));
    boolean refused = false;
    for (int at = 1; at < bytes.length && !refused; at += piece) {
      ByteBuf in = Unpooled.copiedBuffer(bytes, at, Math.min(piece, bytes.length - at));
      try {
        channel.writeInbound(in);
      } catch (RuntimeException | Error e) {
        throw e;
      } catch (Exception e) {
        assertThat(e).isInstanceOf(BadFrameException.class);
        refused = true;
      }
    }
    assertThat(received(channel)).isEqualTo(framesIn(ByteBuffer.wrap(bytes).position(1)));
    assertThat(refused).isEqualTo(hasBadLength(ByteBuffer.wrap(bytes).position(1)));
    channel.finishAndReleaseAll();
    assertThat(unfinished).hasValue(0);
  }

  /** Each frame with its length before it. */
  private static byte[] received(EmbeddedChannel channel) {
    ByteArrayOutputStream frames = new ByteArrayOutputStream();
    for (ByteBuf frame = channel.readInbound(); frame != null; frame = channel.readInbound()) {
      frames.writeBytes(ByteBuffer.allocate(4).putInt(frame.readableBytes()).array());
      byte[] content = new byte[frame.readableBytes()];
      frame.readBytes(content);
      frames.writeBytes(content);
      frame.release();
    }
    return frames.toByteArray();
  }

  /** What comes before the first frame that is not whole or has a length that cannot be. */
  private static byte[] framesIn(ByteBuffer stream) {
    ByteBuffer rest = behindFrames(stream);
    byte[] frames = new byte[rest.position() - 1];
    stream.duplicate().position(1).get(frames);
    return frames;
  }

  private static boolean hasBadLength(ByteBuffer stream) {
    ByteBuffer rest = behindFrames(stream);
    return rest.remaining() >= 4 && !isLegal(rest.getInt(rest.position()));
  }

  private static ByteBuffer behindFrames(ByteBuffer stream) {
    ByteBuffer rest = stream.duplicate();
    while (rest.remaining() >= 4) {
      int length = rest.getInt(rest.position());
      if (!isLegal(length) || length > rest.remaining() - 4) {
        break;
      }
      rest.position(rest.position() + 4 + length);
    }
    return rest;
  }

  private static boolean isLegal(int length) {
    return length >= 0 && length <= MAX_FRAME;
  }
}
