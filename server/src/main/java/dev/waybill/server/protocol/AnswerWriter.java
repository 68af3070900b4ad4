package dev.waybill.server.protocol;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.List;
import org.apache.kafka.common.message.ResponseHeaderData;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.MessageSizeAccumulator;
import org.apache.kafka.common.protocol.ObjectSerializationCache;

/**
 * Writes answers.
 *
 * <pre>
 *   0            4              8
 *   | length i32 | correlation  | tagged fields (from header version 1) | body …
 * </pre>
 *
 * <p>Records that lie in files are left there: the answer is a list of parts, buffers and file
 * regions, which the channel writes one after the other.
 */
public final class AnswerWriter {
  private static final int LENGTH_BYTES = 4;

  private AnswerWriter() {}

  /**
   * The whole frame in parts, each of them the caller's to write or to release. In the version of
   * the request's body, which is not its header's when that was too new to be read.
   */
  public static List<Object> write(ByteBufAllocator allocator, Request to, ApiMessage answer) {
    short version = to.body().version();
    short headerVersion = to.header().apiKey().responseHeaderVersion(version);
    ResponseHeaderData header =
        new ResponseHeaderData().setCorrelationId(to.header().correlationId());
    ObjectSerializationCache cache = new ObjectSerializationCache();
    MessageSizeAccumulator size = new MessageSizeAccumulator();
    header.addSize(size, cache, headerVersion);
    answer.addSize(size, cache, version);

    ByteBuf bytes = allocator.buffer(LENGTH_BYTES + size.sizeExcludingZeroCopy());
    try {
      PartsWriter out = new PartsWriter(bytes);
      out.writeInt(size.totalSize());
      header.write(out, cache, headerVersion);
      answer.write(out, cache, version);
      return out.parts();
    } catch (RuntimeException e) {
      // A field that this version cannot carry; the caller answers with an error instead.
      bytes.release();
      throw e;
    }
  }
}
