package dev.waybill.server.protocol;

import dev.waybill.log.record.BatchFormat;
import dev.waybill.log.record.Compression;
import dev.waybill.log.record.Decompressor;
import dev.waybill.log.record.InvalidBatchException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import org.apache.kafka.common.record.internal.CompressionType;
import org.apache.kafka.common.utils.internals.BufferSupplier;

/** The codecs that come with Kafka's clients, for the broker that has none of its own. */
public final class Codecs {
  /** All that the batch format defines. */
  public static final Decompressor KAFKA = Codecs::open;

  private Codecs() {}

  private static InputStream open(Compression compression, ByteBuffer packed) throws IOException {
    if (compression == Compression.SNAPPY) {
      SnappyClaims.check(packed);
    }
    try {
      return org.apache.kafka.common.compress.Compression.of(typeOf(compression))
          .build()
          .wrapForInput(packed, BatchFormat.MAGIC_V2, BufferSupplier.NO_CACHING);
    } catch (RuntimeException e) {
      // The codecs throw it for bytes that they did not make.
      throw new InvalidBatchException(
          "expected records compressed with " + compression + ", found " + e, e);
    }
  }

  private static CompressionType typeOf(Compression compression) {
    return switch (compression) {
      case NONE -> CompressionType.NONE;
      case GZIP -> CompressionType.GZIP;
      case SNAPPY -> CompressionType.SNAPPY;
      case LZ4 -> CompressionType.LZ4;
      case ZSTD -> CompressionType.ZSTD;
      case UNKNOWN -> throw new UnsupportedOperationException("a codec of an unknown number");
    };
  }
}
